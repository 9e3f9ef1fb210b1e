//! Small plants that have between them everything that scenes can say.

/// How many events of a scene are run at the most.
pub(crate) const EVENTS_MAX: u64 = 4_000;

/// Name and text.
pub(crate) const SCENES: &[(&str, &str)] = &[
    ("one machine", ONE_MACHINE),
    ("line that blocks", LINE_THAT_BLOCKS),
    ("first free", FIRST_FREE),
    ("round robin", ROUND_ROBIN),
    ("probability with rework", PROBABILITY_WITH_REWORK),
    ("by product", BY_PRODUCT),
    ("shortest queue", SHORTEST_QUEUE),
    ("disciplines", DISCIPLINES),
    ("orders", ORDERS),
    ("orders under EDD", ORDERS_UNDER_EDD),
    ("job shop", JOB_SHOP),
    ("job shop under SPT", JOB_SHOP_UNDER_SPT),
    ("job shop under MOPNR", JOB_SHOP_UNDER_MOPNR),
    ("routes through buffers", ROUTES_THROUGH_BUFFERS),
    ("visit out of turn", VISIT_OUT_OF_TURN),
    ("all ways of arriving", ALL_WAYS_OF_ARRIVING),
    ("if full", IF_FULL),
    ("batches with none", BATCHES_WITH_NONE),
    ("zero times", ZERO_TIMES),
    ("laws", LAWS),
    ("deadlock", DEADLOCK),
    ("failures", FAILURES),
    ("interruptions", INTERRUPTIONS),
    ("wear", WEAR),
    ("assembly", ASSEMBLY),
    ("ovens", OVENS),
    ("pallets", PALLETS),
    ("pull", PULL),
    ("shop floor", SHOP_FLOOR),
    ("shifts", SHIFTS),
    ("energy", ENERGY),
    ("loop of bodies", LOOP_OF_BODIES),
];

/// Bodies that go round, since one of those who take them is slow; one of the entries is along the loop.
const LOOP_OF_BODIES: &str = r#"Scene(
    run: (duration: "5 min"),
    products: {
        "box": (physics: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg")),
        "can": (physics: (shape: Cylinder(diameter: "300 mm", height: "300 mm"), mass: "3 kg", upright: true)),
    },
    equipment: {
        "west": Source(product: "box", every: Exponential("3 s"), to: ["loop"]),
        "east": Source(product: "can", every: Exponential("3 s"), to: ["loop"]),
        "loop": Zone(
            length: "12 m", width: "400 mm", surface: Belt(speed: "1 m/s"), gap: "100 mm", entry_speed: "1 m/s",
            closed: true, entries: {"east": "5 m"}, eyes: {"round": (at: "11.9 m")},
            pushers: {"slow": (at: "3 m"), "fast": (at: "9 m", side: Left)},
            to: RoundRobin(["slow", "fast"]),
        ),
        "slow": Station(process: "9 s", to: ["out"]),
        "fast": Station(process: "1 s", to: ["out"]),
        "out": Sink(),
    },
)"#;

const SHOP_FLOOR: &str = r#"Scene(
    run: (duration: "4 h"),
    products: { "a": (), "b": (priority: 1), "c": (priority: 2) },
    people: { "setters": (count: 2, skills: ["repair"]), "fitter": (skills: ["repair"]) },
    equipment: {
        "in": Source(mix: {"a": 0.5, "b": 0.3, "c": 0.2}, every: Exponential("30 s"), to: ["mill"]),
        "mill": Station(
            queue: 20,
            process: {"a": Exponential("14 s"), "b": "12 s", "c": Uniform("5 s", "25 s")},
            setup: (
                matrix: {"light": {"c": "40 s"}, "c": {"light": Exponential("60 s")}},
                families: {"light": ["a", "b"]},
                prefer: Same,
                crew: (of: "setters"),
            ),
            load: (time: Uniform("1 s", "3 s"), crew: (of: "setters")),
            quality: (scrap: 0.03, defects: {"a": 0.1}, start_up: 1),
            with: [
                Failure(name: "drive", every: Exponential("6 min"), counts: Processing, repair: Exponential("30 s"), crew: (of: "repair", priority: 2)),
                Failure(name: "tool", cycles: Uniform(20, 40), repair: "20 s", item: Repeat),
            ],
            to: ["lane"],
        ),
        "lane": Buffer(capacity: 4, to: ["test"]),
        "test": Station(
            places: 2,
            process: Exponential("20 s"),
            inspect: (detects: 0.9, false_alarms: 0.02, every: 2, rejects: "rework", limit: 2),
            crew: (of: "setters", priority: -1),
            unload: (time: "2 s"),
            to: ["pack"],
        ),
        "rework": Station(queue: 5, process: "25 s", quality: (repairs: 0.8), to: ["lane"]),
        "pack": Station(
            queue: Unlimited,
            order: Priority,
            preempt: Resume,
            process: Exponential("22 s"),
            with: [Failure(every: Exponential("8 min"), counts: Up, repair: Exponential("40 s"), crew: (of: "repair", count: 2))],
            to: ["out"],
        ),
        "out": Sink(),
    },
)"#;

const INTERRUPTIONS: &str = r#"Scene(
    run: (duration: "3 h"),
    products: {"a": (), "b": (priority: 1), "hot": (priority: 2)},
    people: {"ops": (count: 2, calendar: "day"), "slow": (skills: ["watch"], takes: 1.5)},
    calendars: {"day": (open: ["00:00-24:00"], breaks: ["01:00-01:10"])},
    equipment: {
        "in": Source(every: Exponential("50 s"), mix: {"a": 0.6, "b": 0.3, "hot": 0.1}, to: ["mill"]),
        "mill": Station(
            queue: Unlimited,
            order: Priority,
            preempt: Resume,
            process: Exponential("24 s"),
            setup: (families: {"usual": ["a", "b"]}, time: "9 s", initial: "hot", crew: (of: "ops")),
            load: (time: Uniform("1 s", "3 s"), crew: (of: "ops")),
            crew: (of: "ops"),
            unload: (time: "2 s"),
            quality: (scrap: 0.03, start_up: 1),
            with: [
                Failure(every: Exponential("6 min"), counts: Processing, repair: Exponential("30 s"), item: Repeat),
                Degradation(stages: [(lasts: "40 min"), (lasts: "40 min", speed: 0.8)], counts: Calendar, repair: "2 min"),
            ],
            to: ["test"],
        ),
        "test": Station(
            places: 2,
            queue: Unlimited,
            order: Priority,
            preempt: Resample,
            patience: (time: "4 min"),
            within: [(after: "mill", time: "3 min", then: Scrap)],
            process: Exponential("50 s"),
            crew: (of: "watch"),
            inspect: (detects: 0.9, false_alarms: 0.1),
            with: [Failure(on_demand: 0.02, repair: "40 s")],
            to: ["pack"],
        ),
        "pack": Station(queue: Unlimited, order: Priority, preempt: Repeat, process: Exponential("40 s"), setup: (time: "3 s", prefer: Same), to: ["out"]),
        "out": Sink(),
    },
)"#;

const SHIFTS: &str = r#"Scene(
    run: (duration: "4 d", start: "2026-03-27 06:00", time_zone: "Europe/Berlin"),
    calendars: {
        "days": (open: ["Mo-Sa 06:00-14:00", "Mo-Fr 14:00-22:00"], breaks: ["10:00-10:15"], holidays: ["2026-03-30"]),
        "nights": (open: ["22:00-06:00"], exceptions: {"2026-03-29": ["20:00-01:00", "02:00-03:00"]}),
    },
    equipment: {
        "goods in": Source(every: Exponential("5 min"), calendar: "days", to: ["saw"]),
        "stock": Source(calendar: "nights", to: ["bench"]),
        "saw": Station(
            queue: Unlimited,
            process: Exponential("6 min"),
            with: [
                Failure(every: Exponential("2 h"), counts: Up, repair: Exponential("20 min")),
                Shift(calendar: "days"),
            ],
            to: ["bench"],
        ),
        "bench": Station(
            places: 2,
            queue: 4,
            process: Uniform("5 min", "30 min"),
            with: [Shift(calendar: "days", at_end: FitsOnly)],
            to: ["oven"],
        ),
        "oven": Station(
            places: 3,
            process: "45 min",
            with: [
                Failure(every: "3 h", counts: Processing, repair: "5 min", item: Scrap),
                Shift(calendar: "nights", at_end: Finish),
            ],
            to: ["out"],
        ),
        "out": Sink(),
    },
)"#;

const ENERGY: &str = r#"Scene(
    run: (duration: "3 h"),
    products: {"a": (), "b": ()},
    energy: (
        tariff: (steps: [("0 min", "0.2 /kWh"), ("40 min", "0.3 /kWh")], cycle: "1 h"),
        carbon: "350 g/kWh",
        demand_charge: "10 /kW",
    ),
    equipment: {
        "in": Source(mix: {"a": 0.5, "b": 0.5}, every: Exponential("30 s"), to: ["saw"]),
        "saw": Station(
            places: 2,
            queue: 6,
            process: Exponential("25 s"),
            with: [
                Power(idle: "1 kW", processing: {"a": "6 kW", "b": "4.000001 kW"}, standby: "50 W"),
                Standby(after: "10 s", wake_at: 3, starting: Exponential("20 s")),
                Failure(every: Exponential("9 min"), counts: Up, repair: Exponential("60 s"), item: Scrap),
                Cost(idle: "20 /h", processing: "30 /h", per_item: 0.1),
            ],
            to: ["press"],
        ),
        "press": Station(
            process: "10 s",
            with: [
                Power(processing: "3 kW"),
                Standby(starting: "4 s"),
                Medium(name: "compressed air", unit: "Nm3", processing: "12 /h"),
            ],
            to: ["out"],
        ),
        "out": Sink(),
    },
)"#;

const WEAR: &str = r#"Scene(
    run: (duration: "3 h", scheduler: "OPM"),
    people: {"fitters": (count: 2)},
    equipment: {
        "in": Source(every: Exponential("12 s"), to: ["lathe"]),
        "lathe": Station(
            places: 2,
            queue: 4,
            process: Exponential("14 s"),
            with: [
                Degradation(
                    name: "spindle",
                    stages: [
                        (lasts: Exponential("5 min")),
                        (lasts: Exponential("4 min"), speed: 0.85, defects: 0.1),
                        (lasts: Exponential("3 min"), speed: 0.6, scrap: 0.05),
                    ],
                    counts: Processing,
                    repair: Exponential("4 min"),
                    crew: (of: "fitters"),
                    item: Repeat,
                    maintain: (
                        at: 2,
                        every: "3 min",
                        inspection: Exponential("10 s"),
                        takes: "1 min",
                        restores: KijimaII(0.4),
                    ),
                ),
                Degradation(
                    name: "belt",
                    stages: [(lasts: "10 min"), (lasts: Exponential("10 min"), speed: 0.9)],
                    counts: Up,
                    repair: "3 min",
                    maintain: (at: 1, takes: "40 s", begins: AtOnce),
                ),
                Cost(idle: "20 /h", per_item: 0.1, per_inspection: 3, per_maintenance: 10, per_repair: 40),
            ],
            to: ["press"],
        ),
        "press": Station(
            process: "6 s",
            with: [
                Redundancy(
                    units: 3,
                    needed: 2,
                    every: Exponential("4 min"),
                    counts: Calendar,
                    repair: Exponential("50 s"),
                    crew: (of: "fitters"),
                ),
                Maintenance(every: "20 min", counts: Calendar, takes: "30 s"),
            ],
            to: ["out"],
        ),
        "out": Sink(),
    },
)"#;

const FAILURES: &str = r#"Scene(
    run: (duration: "3 h"),
    equipment: {
        "in": Source(every: Exponential("9 s"), to: ["saw"]),
        "saw": Station(
            queue: 4,
            process: Exponential("7 s"),
            with: [
                Failure(name: "blade", every: Weibull(shape: 2, mean: "3 min"), counts: Processing, repair: Exponential("30 s")),
                Failure(name: "fuse", every: Exponential("5 min"), counts: Up, repair: Uniform("10 s", "60 s"), item: Scrap),
            ],
            to: ["lane"],
        ),
        "lane": Buffer(capacity: 3, to: ["press"]),
        "press": Station(
            process: "6 s",
            with: [
                Failure(name: "a", every: "50 s", counts: Calendar, repair: "7 s", item: Repeat),
                Failure(name: "b", every: "100 s", counts: Up, repair: "4 s", item: Resample),
            ],
            to: ["oven"],
        ),
        "oven": Station(
            places: 3,
            process: Uniform("10 s", "30 s"),
            with: [Failure(every: Exponential("2 min"), counts: Processing, repair: Exponential("20 s"), item: Scrap)],
            to: ["out"],
        ),
        "out": Sink(),
    },
)"#;

const ASSEMBLY: &str = r#"Scene(
    run: (duration: "3 h"),
    products: {"frame": (), "wheel": (), "bike": (), "test": (), "ride": ()},
    equipment: {
        "frames": Source(product: "frame", every: Exponential("50 s"), to: ["lane"]),
        "lane": Buffer(capacity: 6, to: ["mounting"]),
        "wheels": Source(mix: {"wheel": 0.9, "frame": 0.1}, every: Exponential("25 s"), batch: 2, if_full: Lose, to: ["mounting"]),
        "mounting": Assembly(
            parts: {"frame": 1, "wheel": 4},
            makes: "bike",
            capacity: {"wheel": 9},
            process: Exponential("30 s"),
            with: [Failure(every: Exponential("5 min"), counts: Processing, repair: Exponential("40 s"), item: Scrap)],
            to: ["fork"],
        ),
        "fork": Split(into: {"test": 1, "ride": 2}, process: "5 s", to: ByProduct({"test": "bench", "ride": "track"})),
        "bench": Station(queue: Unlimited, process: Exponential("40 s"), to: ["join"]),
        "track": Station(places: 2, queue: Unlimited, process: Exponential("30 s"), to: ["join"]),
        "join": Assembly(
            parts: {"test": 1, "ride": 2},
            main: "test",
            matching: true,
            capacity: {"test": Unlimited, "ride": Unlimited},
            to: ["out"],
        ),
        "out": Sink(),
    },
)"#;

const OVENS: &str = r#"Scene(
    run: (duration: "3 h"),
    equipment: {
        "in": Source(mix: {"a": 0.4, "b": 0.3, "c": 0.3}, every: Exponential("9 s"), to: ["washer", "oven"]),
        "washer": Batch(
            min: 2,
            max: 5,
            max_wait: "1 min",
            compatible: SameProduct,
            queue: 12,
            process: Exponential("40 s"),
            with: [Failure(every: Exponential("4 min"), counts: Processing, repair: "30 s", item: Scrap)],
            to: ["lane"],
        ),
        "oven": Batch(
            max: 3,
            compatible: Families([["a", "b"]]),
            queue: Unlimited,
            process: Uniform("20 s", "40 s"),
            with: [
                Failure(name: "fan", every: Exponential("3 min"), counts: Up, repair: "20 s", item: Resample),
                Failure(name: "door", cycles: 9, repair: "50 s", item: Repeat),
            ],
            to: ["lane", "other lane"],
        ),
        "lane": Buffer(capacity: 2, to: ["packing"]),
        "other lane": Buffer(capacity: 1, to: ["packing"]),
        "packing": Station(process: "8 s", to: ["out"]),
        "out": Sink(),
    },
)"#;

const PALLETS: &str = r#"Scene(
    run: (duration: "3 h"),
    products: {"pallet": (), "box": (), "part": ()},
    equipment: {
        "pallets": Source(product: "pallet", limit: 4, to: ["loading"]),
        "boxes": Source(product: "box", every: Exponential("20 s"), to: ["packing"]),
        "parts": Source(product: "part", every: Exponential("7 s"), to: ["packing"]),
        "packing": Assembly(parts: {"box": 1, "part": 3}, main: "box", pack: true, capacity: {"part": 6}, to: ["boxes ready"]),
        "boxes ready": Buffer(to: ["loading"]),
        "loading": Assembly(
            parts: {"pallet": 1, "box": 2},
            main: "pallet",
            pack: true,
            capacity: {"pallet": Unlimited},
            process: "10 s",
            with: [Failure(every: Exponential("3 min"), counts: Processing, repair: "30 s")],
            to: ["truck"],
        ),
        "truck": Station(
            places: 3,
            process: Exponential("60 s"),
            with: [Failure(every: Exponential("20 min"), counts: Processing, repair: "30 s", item: Scrap)],
            to: ["unloading"],
        ),
        "unloading": Split(
            process: "5 s",
            with: [Failure(cycles: 20, repair: "1 min")],
            to: ByProduct({"pallet": "loading", "box": "unpacking", "part": "out"}),
        ),
        "unpacking": Split(to: ["out"]),
        "out": Sink(),
    },
)"#;

const PULL: &str = r#"Scene(
    run: (duration: "3 h"),
    products: {"order": (), "part": ()},
    equipment: {
        "material": Source(product: "part", to: ["line"]),
        "line": Release(cards: 8, to: ["stage 1"]),
        "stage 1": Release(cards: 3, to: ["machine 1"]),
        "machine 1": Station(queue: Unlimited, process: Exponential("50 s"), to: ["store 1"]),
        "store 1": Buffer(to: ["stage 2"]),
        "stage 2": Release(base_stock: 4, returns: ["stage 1"], to: ["machine 2"]),
        "machine 2": Station(
            queue: Unlimited,
            process: Exponential("45 s"),
            with: [Failure(every: Exponential("10 min"), counts: Processing, repair: "1 min", item: Scrap)],
            to: ["line ends"],
        ),
        "line ends": CardReturn(returns: ["line"], to: ["store 2"]),
        "store 2": Buffer(capacity: 10, to: ["delivery"]),
        "demand": Source(product: "order", every: Exponential("70 s"), to: ["orders"]),
        "orders": CardReturn(returns: ["stage 2"], to: ["delivery"]),
        "delivery": Assembly(from: {"orders": 1, "store 2": 1}, main: "orders", capacity: {"orders": Unlimited}, to: ["out"]),
        "out": Sink(),
    },
)"#;

const ONE_MACHINE: &str = r#"Scene(
    run: (duration: "8 h", warm_up: "1 h"),
    equipment: {
        "arrivals": Source(every: Exponential("2 min"), to: ["machine"]),
        "machine": Station(queue: Unlimited, process: Exponential("1 min"), to: ["done"]),
        "done": Sink(),
    },
)"#;

const LINE_THAT_BLOCKS: &str = r#"Scene(
    run: (duration: "1 h", seed: 7),
    equipment: {
        "stock": Source(to: ["press"]),
        "press": Station(process: Lognormal(mean: "8 s", sd: "4 s"), to: ["lane"]),
        "lane": Buffer(capacity: 2, to: ["oven"]),
        "oven": Station(places: 3, process: Uniform("20 s", "30 s"), to: ["cooling"]),
        "cooling": Delay(time: Triangular("1 min", "2 min", "4 min"), to: ["packing"]),
        "packing": Station(places: 2, queue: 5, process: "15 s", to: ["truck"]),
        "truck": Sink(),
    },
)"#;

const FIRST_FREE: &str = r#"Scene(
    run: (duration: "2 h"),
    equipment: {
        "in": Source(every: Exponential("6 s"), to: ["a", "b", "c"]),
        "a": Station(process: Exponential("10 s"), to: ["lane"]),
        "b": Station(queue: 1, process: Exponential("12 s"), to: ["lane"]),
        "c": Buffer(capacity: 3, to: ["a", "b"]),
        "lane": Buffer(capacity: 4, to: ["x", "y"]),
        "x": Station(process: "9 s", to: ["out"]),
        "y": Station(process: "14 s", to: ["out"]),
        "out": Sink(),
    },
)"#;

const ROUND_ROBIN: &str = r#"Scene(
    run: (duration: "2 h"),
    equipment: {
        "in": Source(every: Uniform("4 s", "8 s"), to: RoundRobin(["m10", "m2", "m1"])),
        "m1": Station(queue: 2, process: Exponential("15 s"), to: RoundRobin(["left", "right"])),
        "m2": Station(queue: 2, process: "17 s", to: RoundRobin(["left", "right"])),
        "m10": Station(places: 2, process: "30 s", to: ["left"]),
        "left": Sink(),
        "right": Sink(),
    },
)"#;

const PROBABILITY_WITH_REWORK: &str = r#"Scene(
    run: (duration: "4 h", warm_up: "10 min"),
    equipment: {
        "in": Source(every: Exponential("30 s"), to: ["work"]),
        "work": Station(queue: 20, process: Gamma(mean: "12 s", sd: "6 s"), to: ["test"]),
        "test": Station(queue: 6, process: "10 s",
            to: Probability({"good": 0.8, "rework": 0.15, "scrap": 0.05})),
        "rework": Buffer(capacity: 5, to: ["work"]),
        "good": Sink(),
        "scrap": Sink(),
    },
)"#;

const BY_PRODUCT: &str = r#"Scene(
    run: (duration: "2 h"),
    products: {"red": (), "green": (priority: 5), "blue": (priority: -1)},
    equipment: {
        "in": Source(mix: {"red": 0.5, "green": 0.3, "blue": 0.2}, every: Exponential("9 s"), to: ["lane"]),
        "lane": Buffer(order: Priority, to: ByProduct({"red": "r", "green": "g", "blue": "g"})),
        "r": Station(queue: 3, process: "14 s", to: ["out"]),
        "g": Station(queue: 3, process: {"green": Exponential("9 s"), "blue": "11 s"}, to: ["out"]),
        "out": Sink(),
    },
)"#;

const SHORTEST_QUEUE: &str = r#"Scene(
    run: (duration: "2 h"),
    equipment: {
        "in": Source(every: Exponential("5 s"), to: ShortestQueue(["b", "a", "c"])),
        "a": Station(queue: 4, process: Exponential("16 s"), to: ["out"]),
        "b": Station(queue: 4, process: Exponential("16 s"), to: ["out"]),
        "c": Buffer(capacity: 2, to: ["b"]),
        "out": Sink(),
    },
)"#;

const DISCIPLINES: &str = r#"Scene(
    run: (duration: "3 h"),
    products: {"a": (priority: 1), "b": (priority: 2), "c": ()},
    equipment: {
        "in": Source(mix: {"a": 0.25, "b": 0.25, "c": 0.5}, every: Exponential("20 s"), batch: Discrete([(1, 0.5), (4, 0.5)]),
            to: RoundRobin(["fifo", "lifo", "priority", "due"])),
        "fifo": Buffer(order: Fifo, to: ["m1"]),
        "lifo": Buffer(order: Lifo, to: ["m2"]),
        "priority": Buffer(capacity: 9, order: Priority, to: ["m3"]),
        "due": Buffer(order: DueDate, to: ["m4"]),
        "m1": Station(queue: 12, order: Lifo, process: Exponential("25 s"), to: ["out"]),
        "m2": Station(queue: 12, order: Fifo, process: Exponential("25 s"), to: ["out"]),
        "m3": Station(queue: 12, order: DueDate, process: Exponential("25 s"), to: ["out"]),
        "m4": Station(queue: 12, order: Priority, process: Exponential("25 s"), draw: AtArrival, to: ["out"]),
        "out": Sink(),
    },
)"#;

const ORDERS: &str = r#"Scene(
    products: {
        "shaft": (route: [(on: "lathe", process: "40 s"), (on: "grinder", process: "30 s")]),
        "gear": (route: [(on: "mill"), (on: "grinder", process: Exponential("20 s"))], priority: 2),
    },
    equipment: {
        "orders": Source(orders: {
            "order 1": (product: "shaft", quantity: 5, due: "6 min"),
            "order 2": (product: "gear", quantity: 3, release: "2 min", due: "5 min", priority: 9),
            "order 10": (product: "gear", quantity: 4, release: "2 min"),
            "shaft": (quantity: 2, release: "1 min", due: "2 min"),
        }),
        "lathe": Station(queue: Unlimited, order: DueDate),
        "mill": Station(queue: Unlimited, process: Uniform("10 s", "50 s"), order: Priority),
        "grinder": Station(places: 2, queue: 2, order: DueDate),
        "shipping": Sink(),
    },
)"#;

const ORDERS_UNDER_EDD: &str = r#"Scene(
    run: (scheduler: "EDD"),
    products: {
        "shaft": (route: [(on: "lathe", process: "40 s"), (on: ["grinder", "old grinder"], process: "30 s")]),
        "gear": (route: [(on: "lathe"), (on: {"grinder": "20 s", "old grinder": Exponential("50 s")})]),
    },
    equipment: {
        "orders": Source(orders: {
            "1": (product: "shaft", quantity: 5, due: "9 min"),
            "2": (product: "gear", quantity: 6, release: "2 min", due: "5 min"),
            "3": (product: "shaft", quantity: 4, release: "1 min", due: "3 min"),
        }),
        "lathe": Station(queue: Unlimited, process: Uniform("10 s", "50 s")),
        "grinder": Station(queue: 3),
        "old grinder": Station(queue: 3),
        "shipping": Sink(),
    },
)"#;

/// The same shop under several schedulers.
macro_rules! job_shop {
    ($run:literal) => {
        concat!(
            "Scene(run: (",
            $run,
            r#"duration: "3 h"),
    products: {
        "a": (route: [(on: ["m1", "m2"], process: Exponential("20 s")), (on: "m3", process: "15 s"), (on: "m1", process: "5 s")], exit: "out"),
        "b": (route: [(on: "m3"), (on: {"m1": "10 s", "m2": Uniform("5 s", "25 s"), "m4": "12 s"})], exit: "out"),
        "c": (route: [(on: "m2"), (on: "m2", process: "4 s"), (on: "bath")], exit: "side door"),
    },
    equipment: {
        "jobs": Source(mix: {"a": 0.4, "b": 0.4, "c": 0.2}, every: Exponential("24 s")),
        "rush": Source(product: "b", every: Exponential("5 min"), batch: Uniform(1, 4)),
        "m1": Station(queue: Unlimited),
        "m2": Station(places: 2, queue: Unlimited, process: Erlang(3, "30 s"), draw: AtArrival),
        "m3": Station(queue: Unlimited, process: Exponential("14 s")),
        "m4": Station(queue: 2, process: "20 s"),
        "bath": Delay(time: "2 min"),
        "out": Sink(),
        "side door": Sink(),
    },
)"#
        )
    };
}

const JOB_SHOP: &str = job_shop!("");
const JOB_SHOP_UNDER_SPT: &str = job_shop!(r#"scheduler: "SPT", warm_up: "20 min", "#);
const JOB_SHOP_UNDER_MOPNR: &str = job_shop!(r#"scheduler: "MOPNR", "#);

const ROUTES_THROUGH_BUFFERS: &str = r#"Scene(
    run: (duration: "2 h", scheduler: "LPT"),
    products: {
        "p": (route: [(on: "a", process: "20 s"), (on: ["b", "c"]), (on: "a", process: "5 s")]),
        "q": (route: [(on: ["b", "c"], process: Exponential("30 s")), (on: "a", process: "8 s")]),
    },
    equipment: {
        "in": Source(mix: {"p": 0.6, "q": 0.4}, every: Exponential("50 s")),
        "a": Station(queue: 10, to: ["hub"]),
        "b": Station(queue: 4, process: "25 s", to: ["hub"]),
        "c": Station(process: "35 s", to: ["hub"]),
        "hub": Buffer(order: Lifo),
        "out": Sink(),
    },
)"#;

/// An item comes over a link to a station of its route before it is that station's turn, and goes on by its route.
const VISIT_OUT_OF_TURN: &str = r#"Scene(
    run: (duration: "1 h"),
    products: {"p": (route: [(on: "a", process: "10 s"), (on: "b", process: "5 s")])},
    equipment: {
        "in": Source(every: "30 s", to: ["b"]),
        "a": Station(queue: 3),
        "b": Station(queue: 3, process: Uniform("1 s", "20 s")),
        "out": Sink(),
    },
)"#;

const ALL_WAYS_OF_ARRIVING: &str = r#"Scene(
    run: (duration: "6 h"),
    equipment: {
        "every": Source(every: Normal("60 s", "10 s"), first: "0 s", limit: 50, to: ["lane"]),
        "at": Source(at: ["90 s", "1 min", "1 min", "2 h"], batch: 3, limit: 10, to: ["lane"]),
        "rates": Source(rates: (steps: [("0 h", "60 /h"), ("1 h", "0 /h"), ("90 min", "120 /h")], cycle: "2 h"), to: ["lane"]),
        "last rate": Source(rates: (steps: [("0 h", "0 /h"), ("5 h", "300 /h")]), to: ["lane"]),
        "always": Source(limit: 30, batch: 2, to: ["slow"]),
        "slow": Station(process: "2 min", to: ["lane"]),
        "lane": Buffer(to: ["machine"]),
        "machine": Station(places: 2, process: Exponential("20 s"), to: ["out"]),
        "out": Sink(),
    },
)"#;

const IF_FULL: &str = r#"Scene(
    run: (duration: "3 h", warm_up: "30 min"),
    equipment: {
        "wait": Source(every: Exponential("40 s"), to: ["m"]),
        "lose": Source(every: Exponential("30 s"), if_full: Lose, to: ["m"]),
        "lose some": Source(every: Exponential("90 s"), batch: 4, if_full: Lose, to: ShortestQueue(["m", "n"])),
        "pause": Source(every: "20 s", if_full: Pause, to: RoundRobin(["m", "n"])),
        "pause more": Source(at: ["5 s", "6 s", "7 s", "1 h"], batch: 3, if_full: Pause, to: ["m"]),
        "m": Station(queue: 3, process: Exponential("35 s"), to: ["out"]),
        "n": Station(process: "1 min", to: ["out"]),
        "out": Sink(),
    },
)"#;

/// A batch of no items neither stops a source that pauses nor one that always has something at hand.
const BATCHES_WITH_NONE: &str = r#"Scene(
    run: (duration: "2 h"),
    equipment: {
        "pause": Source(every: "30 s", batch: Bernoulli(p: 0.5, value: 3), if_full: Pause, to: ["m"]),
        "always": Source(batch: Bernoulli(p: 0.3, value: 2), to: ["n"]),
        "lose": Source(every: "45 s", batch: Bernoulli(p: 0.5, value: 1), if_full: Lose, to: ["m"]),
        "m": Station(process: "20 s", to: ["out"]),
        "n": Station(process: "40 s", to: ["out"]),
        "out": Sink(),
    },
)"#;

/// Things that take no time, in between those that do; everything falls on the same instants.
const ZERO_TIMES: &str = r#"Scene(
    run: (duration: "1 h"),
    equipment: {
        "in": Source(every: "10 s", batch: 3, to: ["check"]),
        "check": Station(process: "0 s", to: ["lane"]),
        "lane": Buffer(capacity: 4, to: ["m", "n"]),
        "m": Station(process: Bernoulli(p: 0.5, value: "20 s"), to: ["label"]),
        "n": Station(places: 2, process: "10 s", to: ["label"]),
        "label": Delay(time: "0 s", to: Probability({"again": 0.2, "out": 0.8})),
        "again": Buffer(to: ["lane"]),
        "out": Sink(),
    },
)"#;

const LAWS: &str = r#"Scene(
    run: (duration: "2 h"),
    equipment: {
        "in": Source(every: Mixture([(0.9, "10 s"), (0.1, Exponential("1 min"))]), to: ["1"]),
        "1": Delay(time: Normal("20 s", "2 s"), to: ["2"]),
        "2": Delay(time: Weibull(shape: 1.5, scale: "20 s"), to: ["3"]),
        "3": Delay(time: Beta(alpha: 2, beta: 3, min: "5 s", max: "15 s"), to: ["4"]),
        "4": Delay(time: Pert("5 s", "6 s", "15 s"), to: ["5"]),
        "5": Delay(time: Empirical(["3 s", "5 s", "9 s"]), to: ["6"]),
        "6": Delay(time: Shifted(by: "3 s", of: Gamma(shape: 0.5, scale: "8 s")), to: ["7"]),
        "7": Delay(time: Truncated(min: "2 s", max: "9 s", of: Exponential("5 s")), to: ["8"]),
        "8": Station(places: 4, queue: 3, process: Lognormal(median: "20 s", sigma: 0.7), to: ["9"]),
        "9": Station(queue: 3, process: Discrete([("4 s", 0.25), ("9 s", 0.75)]), to: ["out"]),
        "out": Sink(),
    },
)"#;

/// Two machines that wait for each other.
const DEADLOCK: &str = r#"Scene(
    run: (duration: "1 h"),
    equipment: {
        "in": Source(every: "10 s", to: ["a"]),
        "a": Station(queue: 1, process: "8 s", to: ["b"]),
        "b": Station(process: "12 s", to: Probability({"a": 0.6, "out": 0.4})),
        "out": Sink(),
    },
)"#;
