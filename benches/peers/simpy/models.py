"""The three models with SimPy, in its idiom: processes, a resource, stores.

    python3 models.py m1 --customers 200000
    python3 models.py m2 --machines 10 --buffer 5 --copies 1 --horizon 20000
    python3 models.py m3 --timers 100000 --operations 500000

Each prints one JSON object: logical events as the other peers count them (M1: two a customer, M2:
one a completion, M3: one a timer), seconds of wall and CPU time without start-up, and the numbers
by which the run is checked. Times in the models are seconds.
"""

import argparse
import json
import random
import time

import simpy

ARRIVAL_RATE = 0.8
SERVICE_RATE = 1.0
TIMER_RATE = 1.0


class Level:
    """A number that changes over time, and the area under it."""

    def __init__(self, env):
        self.env = env
        self.value = 0
        self.area = 0.0
        self.since = env.now

    def change(self, by):
        now = self.env.now
        self.area += self.value * (now - self.since)
        self.since = now
        self.value += by

    def mean(self):
        self.change(0)
        return self.area / self.env.now


class StateClock:
    """The present state of a machine, and the time spent in each."""

    def __init__(self, env):
        self.env = env
        self.state = "idle"
        self.since = env.now
        self.spent = {"idle": 0.0, "processing": 0.0, "blocked": 0.0}

    def enter(self, state):
        now = self.env.now
        self.spent[self.state] += now - self.since
        self.since = now
        self.state = state

    def share(self, state):
        self.enter(self.state)
        return self.spent[state] / self.env.now


def mean(values):
    return sum(values) / len(values) if values else 0.0


def quantile(values, share):
    return sorted(values)[int(share * len(values))] if values else 0.0


def m1(args, rng):
    """M/M/1: a process per customer, the server a resource of capacity one."""
    env = simpy.Environment()
    server = simpy.Resource(env, capacity=1)
    clock, in_system = StateClock(env), Level(env)
    waits, flows = [], []

    def source():
        for _ in range(args.customers):
            yield env.timeout(rng.expovariate(ARRIVAL_RATE))
            env.process(customer())

    def customer():
        arrived = env.now
        in_system.change(+1)
        with server.request() as turn:
            yield turn
            waits.append(env.now - arrived)
            if clock.state == "idle":
                clock.enter("processing")
            yield env.timeout(rng.expovariate(SERVICE_RATE))
        if not server.users:
            clock.enter("idle")
        in_system.change(-1)
        flows.append(env.now - arrived)

    env.process(source())
    env.run()
    return {
        "events": 2 * len(flows),
        "simulated_s": env.now,
        "throughput": len(flows) / env.now,
        "mean_in_system": in_system.mean(),
        "mean_flow_s": mean(flows),
        "flow_s_p95": quantile(flows, 0.95),
        "mean_wait_s": mean(waits),
        "utilization": clock.share("processing"),
    }


class Line:
    """A saturated line: a process per machine, a store per buffer, an item is its time of entry."""

    def __init__(self, env, args, rng):
        self.env = env
        self.rng = rng
        self.completions = 0
        self.flows = []
        self.clocks = [StateClock(env) for _ in range(args.machines)]
        self.levels = [Level(env) for _ in range(args.machines - 1)]
        stores = [simpy.Store(env, capacity=args.buffer) for _ in self.levels]
        for i in range(args.machines):
            above = stores[i - 1] if i > 0 else None
            below = stores[i] if i < len(stores) else None
            env.process(self.machine(i, above, below))

    def machine(self, i, above, below):
        env, clock = self.env, self.clocks[i]
        while True:
            if above is None:
                item = env.now
            else:
                # What a store says at once needs no wait, yet SimPy's idiom is to yield it.
                got = above.get()
                if not got.triggered:
                    clock.enter("idle")
                item = yield got
                self.levels[i - 1].change(-1)
            if clock.state != "processing":
                clock.enter("processing")
            yield env.timeout(self.rng.expovariate(SERVICE_RATE))
            self.completions += 1
            if below is None:
                self.flows.append(env.now - item)
            else:
                put = below.put(item)
                if not put.triggered:
                    clock.enter("blocked")
                yield put
                self.levels[i].change(+1)


def m2(args, rng):
    """Saturated lines, independent copies in one environment."""
    if args.buffer < 1:
        raise SystemExit("a simpy.Store has at least one place")
    env = simpy.Environment()
    lines = [Line(env, args, rng) for _ in range(args.copies)]
    env.run(until=args.horizon)
    clocks = [clock for line in lines for clock in line.clocks]
    levels = [level.mean() for line in lines for level in line.levels]
    utilization = mean([clock.share("processing") for clock in clocks])
    blocked = mean([clock.share("blocked") for clock in clocks])
    flows = [flow for line in lines for flow in line.flows]
    return {
        "events": sum(line.completions for line in lines),
        "simulated_s": env.now,
        "throughput": len(flows) / args.copies / env.now,
        "mean_in_system": sum(levels) / args.copies + (utilization + blocked) * args.machines,
        "mean_flow_s": mean(flows),
        "utilization": utilization,
        "blocked": blocked,
        "mean_buffer": mean(levels),
    }


def m3(args, rng):
    """Hold model: a process per timer."""
    env = simpy.Environment()
    fired = 0

    def timer():
        nonlocal fired
        while True:
            yield env.timeout(rng.expovariate(TIMER_RATE))
            fired += 1

    for _ in range(args.timers):
        env.process(timer())
    while fired < args.operations:
        env.step()
    return {
        "events": fired,
        "simulated_s": env.now,
        "throughput": fired / env.now,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    models = parser.add_subparsers(dest="model", required=True)
    of_m1 = models.add_parser("m1", help="M/M/1 queue")
    of_m1.add_argument("--customers", type=int, default=200_000)
    of_m2 = models.add_parser("m2", help="saturated line of machines")
    of_m2.add_argument("--machines", type=int, default=10)
    of_m2.add_argument("--buffer", type=int, default=5)
    of_m2.add_argument("--copies", type=int, default=1)
    of_m2.add_argument("--horizon", type=int, default=20_000, help="simulated seconds")
    of_m3 = models.add_parser("m3", help="self-rescheduling timers")
    of_m3.add_argument("--timers", type=int, default=100_000)
    of_m3.add_argument("--operations", type=int, default=500_000)
    for of_model in (of_m1, of_m2, of_m3):
        of_model.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    run = {"m1": m1, "m2": m2, "m3": m3}[args.model]
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = run(args, random.Random(args.seed))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    outcome |= {"wall_s": wall, "cpu_s": cpu, "ns_per_event": cpu * 1e9 / outcome["events"]}
    print(json.dumps({"peer": "simpy", "model": args.model, **outcome}))


if __name__ == "__main__":
    main()
