"""Runs a trace of runtime calls again in wasmtime, and compares it with what V8 did.

python secondEngine.py MODULE.wasm TRACE.jsonl

Each time the runtime calls the host or returns, the arguments and results must be what the trace says, and so must be
its whole memory (CRC-32) where the trace states it; the host's own answers and writes are taken from the trace. Prints a JSON document with what was
compared, or with the first difference.
"""
import ctypes
import json
import sys
import zlib

import wasmtime

STACK_BYTES = 1 << 20


class Difference(Exception):
    pass


class Replay:
    def __init__(self, module_path, trace_path):
        config = wasmtime.Config()
        config.max_wasm_stack = STACK_BYTES
        self.engine = wasmtime.Engine(config)
        self.module = wasmtime.Module.from_file(self.engine, module_path)
        self.events = (json.loads(line) for line in open(trace_path, encoding="utf8"))
        self.counts = {"calls": 0, "hostCalls": 0, "traps": 0, "instances": 0}
        self.at = 0
        self.ended = None

    def next(self, kind):
        self.at += 1
        event = next(self.events, None)
        if event is None or event["kind"] != kind:
            raise Difference(f"event {self.at}: V8 has {event and event['kind']}, wasmtime {kind}")
        return event

    def same(self, what, mine, theirs):
        if mine != theirs:
            raise Difference(f"event {self.at}: {what} is {theirs} in V8 and {mine} in wasmtime")

    def instantiate(self, event):
        self.counts["instances"] += 1
        self.store = wasmtime.Store(self.engine)
        imports = []
        for entry in self.module.imports:
            if isinstance(entry.type, wasmtime.MemoryType):
                limits = wasmtime.Limits(event["initial"], event["maximum"])
                self.memory = wasmtime.Memory(self.store, wasmtime.MemoryType(limits))
                imports.append(self.memory)
            else:
                imports.append(wasmtime.Func(self.store, entry.type, self.host(entry.name, entry.type)))
        self.instance = wasmtime.Instance(self.store, self.module, imports)

    def check_memory(self, event):
        size = self.memory.data_len(self.store)
        self.same("the size of the memory", size, event["bytes"])
        if "crc" not in event:
            return
        start = ctypes.addressof(self.memory.data_ptr(self.store).contents)
        self.same("the memory", zlib.crc32((ctypes.c_ubyte * size).from_address(start)), event["crc"])

    def take_writes(self, event):
        missing = (event["bytes"] - self.memory.data_len(self.store)) >> 16
        if missing > 0:
            self.memory.grow(self.store, missing)
        for pointer, content in event["writes"]:
            self.memory.write(self.store, bytes.fromhex(content), pointer)

    def host(self, name, kind):
        widths = [64 if str(part) == "i64" else 32 for part in kind.params]
        results = [64 if str(part) == "i64" else 32 for part in kind.results]

        def call(*args):
            try:
                event = self.next("host")
                self.same("the host function", name, event["name"])
                mine = [str(value % (1 << width)) for value, width in zip(args, widths)]
                self.same(f"what {name} is given", mine, event["args"])
                self.check_memory(event)
                self.counts["hostCalls"] += 1
                answer = self.next("answer")
            except Difference as difference:
                self.ended = difference
                raise
            if "thrown" in answer:
                raise RuntimeError(answer["thrown"])
            self.take_writes(answer)
            if not results:
                return None
            value = int(answer["value"])
            return value - (1 << results[0]) if value >= 1 << (results[0] - 1) else value

        return call

    def call(self, event):
        self.take_writes(event)
        exported = self.instance.exports(self.store)[event["name"]]
        self.counts["calls"] += 1
        try:
            value = exported(self.store, *[int(arg) for arg in event["args"]])
        except Exception as trap:
            if self.ended is not None:
                raise self.ended
            self.counts["traps"] += 1
            ending = self.next("trap")
            if isinstance(trap, wasmtime.Trap) and trap.message.find("exhausted") >= 0:
                self.same("the end", "stack exhausted", ending["reason"])
            return
        ending = self.next("return")
        self.same(f"the result of {event['name']}", str(value % (1 << 64)), ending["value"])
        self.check_memory(ending)

    def run(self):
        for event in self.events:
            self.at += 1
            if event["kind"] == "instance":
                self.instantiate(event)
            elif event["kind"] == "call":
                self.call(event)
            else:
                raise Difference(f"event {self.at}: V8 goes on with {event['kind']}, wasmtime has returned")


replay = Replay(sys.argv[1], sys.argv[2])
try:
    replay.run()
    print(json.dumps({"same": True, **replay.counts}))
except Difference as difference:
    print(json.dumps({"same": False, "difference": str(difference), **replay.counts}))
