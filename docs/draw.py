#!/usr/bin/env python3
"""Draws again from the public record: curl https://<site>/api/quizzes/<id>/draw | python3 draw.py [抽奖凭据]"""
import hashlib, json, sys

def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()

def draw(record):
    tokens = sorted(record["entrants"])
    commitment = sha("".join(token + "\n" for token in tokens))
    shares = [share["share"] for share in record["shares"]]
    value = record["source"].get("value")
    lines = [record["algorithm"], record["quizId"], commitment, *shares, *([] if value is None else [value])]
    seed = sha("\n".join(lines))
    order = sorted(tokens, key=lambda token: (sha(seed + "\n" + token), token))
    prizes = [prize["id"] for prize in record["prizes"] for _ in range(prize["count"])]
    winners = [list(pair) for pair in zip(order, prizes)]
    return [commitment, seed, winners, order[len(winners):][:record["rule"]["substitutes"]]]

if __name__ == "__main__":
    record = json.load(sys.stdin)
    told = [[win["token"], win["prizeId"]] for win in record["winners"]]
    same = draw(record) == [record["commitment"], record["seed"], told, record["substitutes"]]
    kept = all(sha(share["share"]) == share["commitment"] for share in record["shares"])
    print("承诺与份额一致" if kept else "承诺与份额不一致！", "重算结果一致" if same else "重算结果不一致！", sep="\n")
    for ticket in sys.argv[1:]:
        print("凭据对应的抽奖号码：", sha(record["quizId"] + "\n" + ticket)[:24])
    sys.exit(not (same and kept))
