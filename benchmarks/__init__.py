"""速さの測定: 素の Django（床）と同じ一回の中で交互に測り、比で言う。使い方は docs/operations/benchmarks.md。"""
