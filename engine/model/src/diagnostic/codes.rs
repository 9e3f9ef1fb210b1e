//! Every kind of mistake with its code, its title and its explanation.
//!
//! `plantwright explain S002` prints what stands here. A code never changes its meaning; a kind of mistake that no longer
//! exists leaves a gap.

use std::fmt;

/// The short name of a kind of mistake, such as `S002`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A kind of mistake, for people who want to know more than the message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInfo {
    /// Its short name.
    pub code: Code,
    /// What it is, in one line.
    pub title: &'static str,
    /// What is behind it and how to mend it, in a paragraph.
    pub explanation: &'static str,
}

/// The text does not follow the grammar of scenes.
pub const SYNTAX: Code = Code("S001");
/// A field is written that the thing does not have.
pub const UNKNOWN_FIELD: Code = Code("S002");
/// A field is needed and not written.
pub const MISSING_FIELD: Code = Code("S003");
/// A value has the wrong form: a list where a string belongs.
pub const WRONG_KIND: Code = Code("S004");
/// A name in front of `(...)`, or alone, that does not exist there.
pub const UNKNOWN_VARIANT: Code = Code("S005");
/// The same field or key is written twice.
pub const DUPLICATE: Code = Code("S006");
/// A value has the right form and makes no sense.
pub const INVALID_VALUE: Code = Code("S007");
/// A `--set` names a place that the scene does not have.
pub const PATH_NOT_FOUND: Code = Code("S008");

/// A piece of equipment is named that does not exist.
pub const UNKNOWN_EQUIPMENT: Code = Code("S101");
/// A product is named that does not exist.
pub const UNKNOWN_PRODUCT: Code = Code("S102");
/// A name that cannot be one.
pub const NAME: Code = Code("S103");
/// A random amount that is none.
pub const LAW: Code = Code("S104");
/// A table beside the scene that cannot be used.
pub const TABLE: Code = Code("S105");
/// A route that cannot be followed.
pub const ROUTE: Code = Code("S106");
/// A link that cannot be followed, or none where one is needed.
pub const LINK: Code = Code("S107");
/// Equipment that no item can reach.
pub const UNREACHABLE: Code = Code("S108");
/// Items come without end and can never leave.
pub const NO_EXIT: Code = Code("S109");
/// The settings of the run contradict one another.
pub const RUN: Code = Code("S110");
/// The scene is of another version of the language.
pub const VERSION: Code = Code("S111");
/// An item comes where nobody says how long it takes.
pub const SERVICE: Code = Code("S112");
/// An order that cannot be made.
pub const ORDER: Code = Code("S113");
/// More work arrives than can be done.
pub const OVERLOAD: Code = Code("S114");
/// A source that does not say clearly what it brings.
pub const ARRIVALS: Code = Code("S115");
/// Something that holds or works on nothing.
pub const CAPACITY: Code = Code("S116");
/// A product that nothing brings.
pub const UNUSED: Code = Code("S117");
/// A loop that must come to a stand.
pub const DEADLOCK: Code = Code("S118");
/// People are needed whom there are not.
pub const UNKNOWN_PEOPLE: Code = Code("S119");
/// A change of set-up that cannot be made.
pub const SETUP: Code = Code("S120");

/// People whose work or ways cannot be told.
pub const PEOPLE: Code = Code("S121");

/// Something that is written and never happens.
pub const NEVER: Code = Code("S122");

/// A calendar that cannot be followed.
pub const CALENDAR: Code = Code("S130");
/// Vehicles that cannot do what is asked of them.
pub const VEHICLE: Code = Code("S175");
/// Something that is used or paid for, and cannot be counted.
pub const ENERGY: Code = Code("S150");

/// A bill of materials, or a card of pull control, that does not fit the plant.
pub const PARTS: Code = Code("S140");

/// Something is expected of the results that a run cannot answer.
pub const EXPECT: Code = Code("S160");

/// A belt that cannot carry what comes.
pub const BELT: Code = Code("S170");

/// A shuttle that goes nowhere, or nobody knows how fast.
pub const SHUTTLE: Code = Code("S176");

/// A rigid body that is none, or does not fit where it comes.
pub const BODY: Code = Code("S180");

/// A study that has no answer.
pub const STUDY: Code = Code("S190");

/// A scene that cannot be put together.
pub const PARTED: Code = Code("S191");

/// All kinds of mistakes, by code.
pub const CODES: &[CodeInfo] = &[
    CodeInfo {
        code: SYNTAX,
        title: "the text does not follow the grammar of scenes",
        explanation: "A scene is written in RON: `Name(field: value)` for things, `[a, b]` for lists, `{\"key\": value}` for maps of \
            named things, text and quantities in double quotes, comments after `//` or between `/*` and `*/`. The message points at \
            the first character that does not fit; a bracket that is never closed is shown where it was opened.",
    },
    CodeInfo {
        code: UNKNOWN_FIELD,
        title: "a field is written that the thing does not have",
        explanation: "Fields are never ignored: a misspelled one would silently leave its default in force. The hint names the field \
            that was probably meant, and the fields there are. `plantwright explain` followed by the name of the thing prints them \
            with their meanings and defaults.",
    },
    CodeInfo {
        code: MISSING_FIELD,
        title: "a field is needed and not written",
        explanation: "Fields without a default must be written. The message points at the thing that lacks them. Where a thing is \
            written by position, as in `Triangular(\"1 s\", \"2 s\", \"3 s\")`, the values stand in the order of its fields, and \
            the message names that order.",
    },
    CodeInfo {
        code: WRONG_KIND,
        title: "a value of the wrong kind stands here",
        explanation: "Each field takes one form of value: a string, a number, a list in `[...]`, a map in `{...}`, a thing in `(...)`. \
            Quantities are strings with a unit, such as `\"90 mm\"`; counts are whole numbers without quotes. The message says what \
            belongs here and what was found.",
    },
    CodeInfo {
        code: UNKNOWN_VARIANT,
        title: "there is nothing of this name to choose from here",
        explanation: "Where a scene offers a choice, such as `Constant(...)` or `Exponential(...)` for a duration, the name in front \
            of the brackets selects one. Names are written with a capital letter and without quotes. The hint lists the names that \
            can stand here.",
    },
    CodeInfo {
        code: DUPLICATE,
        title: "the same field or key is written twice",
        explanation: "A field may be given once, and the keys of a map are different from one another. Nothing overrides anything \
            within one scene, so one of the two places has to go or to be renamed. Both are shown.",
    },
    CodeInfo {
        code: INVALID_VALUE,
        title: "a value has the right form but cannot be used",
        explanation: "The value is of the right kind, but what it says is not possible: a unit that measures something else, a \
            probability above one, a quantity that cannot be read. The message gives the reason and the hint, as a rule, an example \
            of what can stand here.",
    },
    CodeInfo {
        code: PATH_NOT_FOUND,
        title: "a `--set` names a place that the scene does not have",
        explanation: "The path in front of `=` leads through the scene by the names of fields, the keys of maps and the numbers of \
            list items, counted from 0: `equipment.filler.to.0`. Names with dots are put in double quotes. All but the last step must \
            exist in the scene, except that whole sections with defaults, such as `run`, are made when they are missing.",
    },
    CodeInfo {
        code: UNKNOWN_EQUIPMENT,
        title: "there is no equipment of this name",
        explanation: "Links (`to`), routes and exits name equipment by the key under which it stands in \
            `equipment`, letter by letter. The hint shows the name that was probably meant.",
    },
    CodeInfo {
        code: UNKNOWN_PRODUCT,
        title: "there is no product of this name",
        explanation: "A scene with a `products` map lists every product in it; sources, orders, links and \
            process times by product name them letter by letter. A scene without that map may name a product at \
            its source alone.",
    },
    CodeInfo {
        code: NAME,
        title: "this name cannot be used",
        explanation: "Names are what results, streams of random numbers and plugins know things by: they are not \
            empty, have no blanks at their ends and no line breaks or control characters.",
    },
    CodeInfo {
        code: LAW,
        title: "this random amount makes no sense",
        explanation: "A law of probability has parameters within bounds: durations that cannot be negative, \
            bounds in order, probabilities that sum to 1. The message names the parameter; `plantwright explain \
            Random` lists the laws and their parameters. Normal laws are cut off at zero where a duration is \
            wanted, and a warning says how far that moves the mean.",
    },
    CodeInfo {
        code: TABLE,
        title: "a table beside the scene cannot be used",
        explanation: "Tables are CSV files with a line of headings, in the folder of the scene (or below it). \
            The message points into the table: a missing column, a cell that is not what the column holds, a \
            heading that nobody reads.",
    },
    CodeInfo {
        code: ROUTE,
        title: "a route cannot be followed",
        explanation: "A route lists operations; each names a station or alternatives, which are equipment that \
            processes (`Station`, `Delay`). After the last operation the item goes to the product's `exit`, or \
            to the only sink of the plant.",
    },
    CodeInfo {
        code: LINK,
        title: "an item cannot go on from here",
        explanation: "Equipment sends finished items along `to`, or, without `to`, to the next operation of the \
            product's route. One of the two has to say where every product goes that can come here, and nothing \
            can be sent into a source.",
    },
    CodeInfo {
        code: UNREACHABLE,
        title: "nothing ever comes here",
        explanation: "No source leads to this equipment, by links or by routes. That is often a misspelled or \
            forgotten `to`. The plant runs without it. Or a list of names stands in a `to`, and one that always has \
            room stands before the others: a list is the first one with room.",
    },
    CodeInfo {
        code: NO_EXIT,
        title: "items can never leave the plant",
        explanation: "An endless source brings items that no path leads to a `Sink`: the plant fills up and \
            stops. Loops are fine where a part of the flow leaves them, or where the source has a `limit` \
            (pallets that go round).",
    },
    CodeInfo {
        code: RUN,
        title: "the settings of the run contradict one another",
        explanation: "A run has a `duration`, or ends by itself because every source has an end. The warm-up, \
            which is left out of the statistics, is shorter than the run.",
    },
    CodeInfo {
        code: VERSION,
        title: "the scene is of another version of the language",
        explanation: "Scenes carry the `version` of the language they are written in; without it the first is \
            meant. Newer programs read older scenes, not the other way round.",
    },
    CodeInfo {
        code: SERVICE,
        title: "nobody says how long this takes",
        explanation: "The process time comes from the route's operation, or from the station's `process`, for \
            every product that can come there.",
    },
    CodeInfo {
        code: ORDER,
        title: "an order that cannot be made",
        explanation: "An order names a product that exists, for at least one item, with dates counted from the \
            start of the run.",
    },
    CodeInfo {
        code: OVERLOAD,
        title: "more work arrives than can be done",
        explanation: "In the long run, the items that arrive need more time than the places have: the queue in \
            front grows without end, and every mean depends on how long the run lasts. The message shows the \
            arithmetic: arrivals per second, times mean process time, over places. This is a warning, since a \
            short run can be meant.",
    },
    CodeInfo {
        code: ARRIVALS,
        title: "a source does not say clearly what it brings",
        explanation: "A source brings items in one way: at intervals (`every`), at given times (`at`), at rates \
            that change (`rates`), by `orders`, or, with none of these, whenever there is room. Intervals have a \
            mean above zero.",
    },
    CodeInfo {
        code: CAPACITY,
        title: "something holds or works on nothing, or on no end of items",
        explanation: "A station has at least one place and a buffer room for at least one item. A source that \
            says nothing about when items come always has one at hand: what follows it has a limit to its room, or \
            items would come for ever at one instant.",
    },
    CodeInfo {
        code: UNUSED,
        title: "no source brings this product",
        explanation: "The product is listed, and neither a source nor an order brings it. The plant runs without \
            it.",
    },
    CodeInfo {
        code: DEADLOCK,
        title: "this loop comes to a stand, or may",
        explanation: "As many items enter the loop as it has room for: when every place is taken, each item \
            waits for the next one to move. Give one buffer of the loop more room, or let fewer items in. \
            A warning is of machines that hand items round with nothing in between: sooner or later each holds one that waits for \
            the next. Of vehicles: they can come \
            to stand before one another so that none can go on; add a way round or a bay, or let fewer vehicles in. \
            Of people: who stays with a broken machine (`stays`) cannot be called to repair it.",
    },
    CodeInfo {
        code: UNKNOWN_PEOPLE,
        title: "people are needed whom there are not",
        explanation: "Who is needed is a group under `people`, by its name, or a skill that some group has.",
    },
    CodeInfo {
        code: SETUP,
        title: "a change of set-up that cannot be made",
        explanation: "A station with set-ups has one place: it is set up for one product, or one family of \
            products, at a time. A matrix has a time for every change that can come: from each family to each other one.",
    },
    CodeInfo {
        code: PEOPLE,
        title: "it cannot be told how these people work",
        explanation: "Who works when is said once: by `count` and `calendar`, or by `shifts`. People who walk (`walks`) have a \
            `home` to set out from, and whatever they are needed at has a place under the scene's `layout`. How long they \
            `takes` is a share of the time that is said for the work.",
    },
    CodeInfo {
        code: NEVER,
        title: "this never happens",
        explanation: "The scene says that it may happen, and says elsewhere what keeps it from ever coming: a failure whose \
            shortest life is longer than the time between two maintenances that make it as good as new. The plant runs without \
            it. This is a warning, since it can be meant.",
    },
    CodeInfo {
        code: CALENDAR,
        title: "a calendar that cannot be followed",
        explanation: "Calendars stand under `calendars` and are named where they are used. Their windows are days \
            and hours, `Mo-Fr 06:00-14:00`, which may touch and do not overlap. Dates need to know when the run \
            starts (`run.start`); with a `run.time_zone`, named as in `Europe/Berlin`, the clock is put forward and \
            back as it is there.",
    },
    CodeInfo {
        code: ENERGY,
        title: "this use of energy, media or money cannot be counted",
        explanation: "Powers, rates and costs are counted exactly: they are not below zero, and no finer than a microwatt, or a \
            billionth per day. A piece of equipment says once what it uses of each thing. Tariffs are steps in the order of time, \
            the first from zero; the window for the highest load has a length.",
    },
    CodeInfo {
        code: PARTS,
        title: "parts or cards do not fit the plant",
        explanation: "An assembly takes the parts of its bill of materials and nothing else, at least one of each, and says \
            what comes out: a new item (`makes`) or one of the parts (`main`). An oven starts with at least one item. Cards \
            come from a `Release` and are given back to one.",
    },
    CodeInfo {
        code: EXPECT,
        title: "this expectation cannot be judged",
        explanation: "What is expected names a KPI as results do (`plantwright explain kpis` lists the families, and \
            `plantwright explain mean_flow_time` defines one), of equipment, of people, of a product or of the whole plant, as \
            far as the KPI is told of them, and a bound in a unit of the KPI: a rate is compared with a rate, a share with a \
            plain number.",
    },
    CodeInfo {
        code: BELT,
        title: "a belt that cannot carry what comes",
        explanation: "A belt has a length and a speed above zero, and says how far apart items stand: `pitch`, from front to front, \
            or `gap`, from the end of one item to the front of the next, beside a `length` of each product that comes. An item \
            is not longer than the pitch, or than the belt.",
    },
    CodeInfo {
        code: SHUTTLE,
        title: "a shuttle that does not get about",
        explanation: "A shuttle goes from place to place (`at`) with a `speed`, or takes the same time from any place to any other \
            (`turn`). Its places belong to equipment that brings items to it or takes them from it.",
    },
    CodeInfo {
        code: BODY,
        title: "a rigid body that is none",
        explanation: "In a `Zone`, items are rigid bodies: they have a shape and a mass above zero, and friction. A product says so as \
            `physics: (shape: Box(length: \"400 mm\", width: \"300 mm\", height: \"200 mm\"), mass: \"5 kg\")`, or the zone does for \
            all that say nothing, as `body`. An item is not longer or wider than the zone, and the zone has a length, a width and \
            something that moves items. On its `floor` drive the vehicles of a fleet, over straight paths between points whose places are \
            said, and each has a `length` and a `body`.",
    },
    CodeInfo {
        code: VEHICLE,
        title: "vehicles that cannot do what is asked of them",
        explanation: "The paths of a `Fleet` lead from point to point; a length is written (`length: \"8 m\"`) or follows from where \
            the points are. Every station can be reached from every other one, by every type of vehicle that takes orders, and can be \
            left again. Vehicles begin at different points, at which they do not touch. Whoever has a battery can reach a charger, and \
            chargers can keep up with what driving takes.",
    },
    CodeInfo {
        code: STUDY,
        title: "a study that has no answer",
        explanation: "A study names a scene, what is changed in it under `variants`, and the KPI that is compared. The KPI, the equipment \
            and the products that it names have to be there, variants need names of their own, and the precision is half the \
            width of an interval: a share such as `\"1 %\"`, or an amount in the unit of the KPI.",
    },
    CodeInfo {
        code: PARTED,
        title: "a scene that cannot be put together",
        explanation: "A scene can stand on a `base` that it changes, `include` files, and have `cells` made of `templates`. The files \
            are looked for from the folder of the scene; a cell gives every parameter that its template needs, and no others; \
            `<pace>` in a template stands for the parameter `pace`.",
    },
];
