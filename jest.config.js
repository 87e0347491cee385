const transform = { '^.+\\.[tj]s$': ['@swc/jest', {}] }
const shared = {
  testEnvironment: 'node',
  transform,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/data'],
}
/** Tests named *.db.test.ts run once per database; all others once. */
const database = (name) => ({
  ...shared,
  displayName: name,
  testMatch: ['<rootDir>/test/**/*.db.test.ts'],
  globals: { TEST_DATABASE: name },
  ...(name === 'mysql' ? { globalTeardown: '<rootDir>/test/support/drop-pool.ts' } : {}),
})
module.exports = {
  projects: [
    {
      ...shared,
      displayName: 'plain',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.db\\.test\\.ts$', '<rootDir>/test/browser/', '<rootDir>/test/miniapp/'],
    },
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'miniprogram',
      testMatch: ['<rootDir>/test/miniapp/**/*.test.ts'],
      globalSetup: '<rootDir>/test/miniapp/build.ts',
    },
    database('sqlite'),
    ...(process.env.TEST_MYSQL_URL ? [database('mysql')] : []),
  ],
  // For what hangs; a busy machine is only slow.
  testTimeout: 600_000,
  // One after the other, as several tests measure time; a worker that has grown is replaced between two files.
  maxWorkers: 1,
  workerIdleMemoryLimit: '1GB',
}
