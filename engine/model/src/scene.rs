//! The outermost part of a scene, and how its bodies become facts with the help of the kinds of equipment.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use plantwright_units::{Duration, EquipmentId, Length, ProductId, SimSpan, intern, natural_cmp};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::parts::{Cell, Template, assemble};
use crate::plant::{
    CalendarFacts, EquipmentFacts, Meters, PeopleFacts, Plant, ProductFacts, Role, RunFacts,
    Walkways,
};
use crate::read::{Files, Names, ReadCx};
use crate::syntax::{self, Around, Node, RawNode, Spanned};
use crate::vocabulary::calendar::Start;
use crate::vocabulary::{
    Calendar, EnergySupply, Expect, People, Place, Product, Spot, To, position,
};
use crate::{Code, Diagnostic, Report, Sources, Span, check, codes, did_you_mean};

/// The version of the language that this code writes.
pub const VERSION: u32 = 1;

/// A plant, as an engineer writes it: `Scene(title: "A small line", run: (duration: "8 h"), equipment: {...})`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// The version of the scene language; default: 1, the only one so far.
    #[serde(default)]
    #[schemars(with = "Option<u32>")]
    pub version: Option<Spanned<u32>>,
    /// What the plant is called; default: the name of its file.
    #[serde(default)]
    pub title: String,
    /// What it is about: where the numbers come from, what is left out; default: nothing.
    #[serde(default)]
    pub about: String,
    /// How to run it; default: until nothing is left to do, with the seed 1.
    #[serde(default)]
    pub run: Run,
    /// What is made, by name; default: what the sources bring, without properties.
    #[serde(default)]
    pub products: BTreeMap<Spanned<String>, Product>,
    /// The people who work here, by group: `{"setters": (count: 2)}`; default: nobody is needed.
    #[serde(default)]
    pub people: BTreeMap<Spanned<String>, People>,
    /// Where equipment stands, by its name, for those who walk: `{"press": (at: ("14 m", "3 m"))}`; default: nowhere in particular.
    #[serde(default)]
    pub layout: BTreeMap<Spanned<String>, Spot>,
    /// The ways of those who walk, each a list of places: `[[("0 m", "2 m"), ("30 m", "2 m")]]`. Ways that cross or touch are joined
    /// there; default: people walk in straight lines.
    #[serde(default)]
    pub walkways: Vec<Spanned<Vec<Place>>>,
    /// When something is open, by name: `{"early": (open: ["Mo-Fr 06:00-14:00"])}`; default: none, everything is open always.
    #[serde(default)]
    pub calendars: BTreeMap<Spanned<String>, Calendar>,
    /// What energy costs, in money and in carbon; default: it is counted, and costs nothing.
    #[serde(default)]
    pub energy: EnergySupply,
    /// What costs are counted in: `"EUR"`; default: no currency in particular.
    #[serde(default)]
    pub currency: Option<String>,
    /// The equipment, by name: `{"press": Station(...), "shipping": Sink()}`.
    pub equipment: BTreeMap<Spanned<String>, RawNode>,
    /// Another scene, which this one is but for what stands here: `"line.ron"`; default: it stands alone.
    #[serde(default)]
    pub base: Option<Spanned<String>>,
    /// What is changed in the `base`, as behind `--set`: `["equipment.press.places=2"]`; default: nothing.
    #[serde(default)]
    pub set: Vec<Spanned<String>>,
    /// Files whose products, people, equipment and so on belong to this scene: `["press_shop.ron"]`; default: none.
    #[serde(default)]
    pub include: Vec<Spanned<String>>,
    /// Parts that are repeated, by name; default: none.
    #[serde(default)]
    pub templates: BTreeMap<Spanned<String>, Template>,
    /// Parts that are made of templates, by name: `{"cell 1": (template: "cell")}`; default: none.
    #[serde(default)]
    pub cells: BTreeMap<Spanned<String>, Cell>,
    /// What is expected of the results of a run: `[(kpi: "throughput", at_least: "1450 /h")]`; default: nothing.
    #[serde(default)]
    pub expect: Vec<Expect>,
}

/// How to run a plant: `(duration: "8 h", warm_up: "1 h", seed: 7)`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// How long it lasts; default: until nothing is left to do.
    #[serde(default)]
    pub duration: Option<Spanned<Duration>>,
    /// How much of the beginning is left out of the statistics; default: nothing.
    #[serde(default)]
    pub warm_up: Option<Spanned<Duration>>,
    /// The seed of all randomness; default: 1.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Who decides what is worked on next, such as `"SPT"`, `"0.6*ATC + 0.4*LEAST_SETUP"` or `"GT(MWKR)"`; default: each queue's
    /// own discipline.
    #[serde(default)]
    pub scheduler: Option<String>,
    /// The date and time at which it starts, on the clock on the wall: `"2026-03-02 06:00"`, and of an hour that the clock shows
    /// twice the first one; default: midnight before a Monday without a date.
    #[serde(default)]
    pub start: Option<Spanned<String>>,
    /// Whose clock is on the wall, such as `"Europe/Berlin"`; default: one that is never put forward or back.
    #[serde(default)]
    pub time_zone: Option<Spanned<String>>,
}

/// What a piece of equipment says of itself once its body was read.
pub trait Spec: Any + Debug + Send + Sync {
    /// Fills in the facts, and reports what does not fit. `facts` comes with name, kind and place filled in.
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>);

    /// Returns the names of products that it brings without further ado, so that they need not be listed.
    fn products(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Reads what can be read of a body with mistakes.
type ReadAround = fn(&Node) -> Option<Around<Box<dyn Spec>>>;

/// A kind of equipment, for reading and explaining scenes.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The name in front of the body: `Station`.
    pub name: &'static str,
    /// A body that shows the kind in use.
    pub sample: &'static str,
    read: fn(&Node, &mut Report) -> Option<Box<dyn Spec>>,
    read_around: ReadAround,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Kind {
    /// Makes a kind of its body's type.
    pub const fn of<S: Spec + DeserializeOwned + JsonSchema>(
        name: &'static str,
        sample: &'static str,
    ) -> Self {
        Self {
            name,
            sample,
            read: |node, report| {
                let spec: S = syntax::decode(node, report)?;
                Some(Box::new(spec))
            },
            read_around: |node| {
                let around = syntax::decode_around::<S>(node)?;
                Some(around.map(|spec| -> Box<dyn Spec> { Box::new(spec) }))
            },
            schema: |generator| generator.subschema_for::<S>(),
        }
    }

    /// Returns the schema of the body.
    pub fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.schema)(generator)
    }
}

/// A plant that was read, with the bodies of its equipment for whoever makes it run.
#[derive(Debug)]
pub struct Read {
    /// The facts.
    pub plant: Plant,
    /// The body of each piece of equipment, by id.
    pub specs: Vec<Box<dyn Spec>>,
}

/// What there is to read a scene with.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The kinds of equipment there are.
    pub kinds: &'a [Kind],
    /// Where tables come from.
    pub files: &'a dyn Files,
}

impl Reader<'_> {
    /// Reads a scene: its text stands in `sources` under `root`'s spans, and every mistake goes into the report.
    ///
    /// Returns the plant only where nothing but warnings was reported.
    pub fn read(&self, root: &Node, sources: &mut Sources, report: &mut Report) -> Option<Read> {
        let root = &assemble(root, sources, self.files, report);
        let scene: Option<Scene> = syntax::decode(root, report);
        let is_broken = scene.is_none();
        let scene = scene.or_else(|| without_broken_parts(root))?;
        if let Some(version) = scene.version.as_ref().filter(|version| version.value != VERSION) {
            let message = format!(
                "this scene is of version {}, and this program reads version {VERSION}",
                version.value
            );
            let hint = "a newer `plantwright` reads newer scenes";
            report.push(Diagnostic::error(codes::VERSION, version.span, message).hint(hint));
        }
        check::names(&scene, report);

        // Every body is read before any is described, so that all of them show their mistakes at once.
        let names = Names::new(scene.equipment.keys().map(|name| name.value.clone()).collect());
        let mut bodies: Vec<Option<(EquipmentFacts, Box<dyn Spec>)>> =
            names.iter().map(|_| None).collect();
        for (name, node) in &scene.equipment {
            let Some(id) = names.find(&name.value) else {
                continue;
            };
            bodies[id as usize] = self.body(name, node, report);
        }
        let unlisted = bodies.iter().flatten().filter(|_| scene.products.is_empty());
        let brought = unlisted.flat_map(|(_, spec)| spec.products());
        let products: Vec<String> =
            scene.products.keys().map(|name| name.value.clone()).chain(brought).collect();
        let products = Names::new(products);
        let mut cx = ReadCx {
            sources,
            report,
            files: self.files,
            equipment: &names,
            products: &products,
            calendars: None,
            people: &[],
        };
        let calendars = calendars(&scene, &mut cx);
        cx.calendars = calendars.as_deref().filter(|_| !is_broken);
        let mut people: Vec<PeopleFacts> =
            scene.people.iter().map(|(name, people)| people.facts(name, &mut cx)).collect();
        people.sort_by(|a, b| natural_cmp(&a.name, &b.name));
        cx.people = &people;

        for name in scene.layout.keys() {
            cx.equipment(name);
        }
        self.look_around(&scene, &bodies, &mut cx);
        let run = run_facts(&scene.run, &mut cx);
        let mut equipment = Vec::new();
        let mut specs = Vec::new();
        let whole = bodies.iter().all(Option::is_some);
        for (mut facts, spec) in bodies.into_iter().flatten() {
            spec.describe(&mut facts, &mut cx);
            let spot = scene.layout.iter().find(|(name, _)| name.value == facts.name);
            facts.position = spot.map(|(_, spot)| spot.position());
            equipment.push(facts);
            specs.push(spec);
        }
        unpack_what_is_packed(&mut equipment);
        number_orders(&mut equipment);
        let products = product_facts(&scene, &equipment, whole, &mut cx);
        if whole {
            setups_of_operations(&products, &mut equipment, &mut cx);
        }
        let energy = scene.energy.facts(&mut cx);
        let walkways = walkways(&scene.walkways, cx.report);
        let currency = scene.currency.as_deref().map_or("currency", intern);
        // All are looked at before the first that does not fit.
        let expect: Vec<_> = scene.expect.iter().map(|expect| expect.facts(&mut cx)).collect();
        let expect: Option<Vec<_>> = expect.into_iter().collect();
        let (run, calendars, energy) = (run?, calendars.clone()?, energy?);
        let mut plant = Plant {
            title: scene.title,
            about: scene.about,
            run,
            equipment,
            products,
            calendars,
            people: people.clone(),
            walkways,
            energy,
            currency,
            expect: expect?,
        };
        if whole && cx.report.has_errors() {
            check::apart(&plant, cx.report);
        } else if whole {
            check::narrow_unpacking(&mut plant);
            check::plant(&plant, cx.report);
        }
        (whole && !cx.report.has_errors()).then_some(Read { plant, specs })
    }

    fn body(
        &self,
        name: &Spanned<String>,
        node: &Node,
        report: &mut Report,
    ) -> Option<(EquipmentFacts, Box<dyn Spec>)> {
        let known = || self.kinds.iter().map(|kind| kind.name);
        let Some(written) = node.name() else {
            let message = format!("`{}` has no kind", name.value);
            let hint = format!(
                "write the kind in front of the bracket: {}",
                known().collect::<Vec<_>>().join(", ")
            );
            report.push(Diagnostic::error(codes::UNKNOWN_VARIANT, node.head(), message).hint(hint));
            return None;
        };
        let Some(kind) = self.kinds.iter().find(|kind| kind.name == written) else {
            let message = format!("there is no kind of equipment `{written}`");
            let hint = match did_you_mean(written, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there is: {}", known().collect::<Vec<_>>().join(", ")),
            };
            report.push(Diagnostic::error(codes::UNKNOWN_VARIANT, node.head(), message).hint(hint));
            return None;
        };
        let spec = (kind.read)(node, report)?;
        Some((blank(name, kind.name), spec))
    }

    /// A body that cannot be read as a whole may have mistakes in what can be: where its links lead to nothing, and values that are
    /// out of range.
    fn look_around(
        &self,
        scene: &Scene,
        bodies: &[Option<(EquipmentFacts, Box<dyn Spec>)>],
        cx: &mut ReadCx<'_>,
    ) {
        for (name, node) in &scene.equipment {
            let id = cx.equipment.find(&name.value);
            if id.is_none_or(|id| bodies[id as usize].is_some()) {
                continue;
            }
            let kind = self.kinds.iter().find(|kind| node.name() == Some(kind.name));
            let read = kind.and_then(|kind| Some((kind.name, (kind.read_around)(node)?)));
            let Some((kind, around)) = read else {
                // At least its links, where these can be read.
                let to = node.field("to").and_then(|to| syntax::decode(to, &mut Report::new()));
                to.and_then(|to: To| to.routing(cx));
                continue;
            };
            let mut found = Report::new();
            let mut unheard = ReadCx { report: &mut found, sources: &mut *cx.sources, ..*cx };
            around.value.describe(&mut blank(name, kind), &mut unheard);
            let is_sure = |finding: &Diagnostic| {
                finding.is_error()
                    && OF_A_VALUE.contains(&finding.code)
                    && finding
                        .span
                        .is_some_and(|span| node.span.contains(span) && around.was_read(span))
            };
            cx.report.extend(found.into_sorted().into_iter().filter(is_sure));
        }
    }
}

/// What is wrong with a single value, whatever stands around it.
const OF_A_VALUE: [Code; 8] = [
    codes::INVALID_VALUE,
    codes::UNKNOWN_EQUIPMENT,
    codes::UNKNOWN_PRODUCT,
    codes::UNKNOWN_PEOPLE,
    codes::LAW,
    codes::TABLE,
    codes::CALENDAR,
    codes::BODY,
];

/// A piece of equipment of which nothing is known yet.
fn blank(name: &Spanned<String>, kind: &'static str) -> EquipmentFacts {
    EquipmentFacts {
        name: name.value.clone(),
        kind,
        span: name.span,
        role: Role::Holder,
        routing: None,
        places: None,
        capacity: None,
        service: None,
        planned: None,
        arrivals: None,
        concerns: Vec::new(),
        per_process: 1,
        conversion: None,
        returns: Vec::new(),
        quality: None,
        inspect: None,
        stages: None,
        takes_reservations: false,
        by_priority: false,
        leaves_as: crate::vocabulary::LeavesAs::Made,
        limits: None,
        belt: None,
        zone: None,
        fleet: None,
        shuttle: None,
        meters: Meters::default(),
        position: None,
    }
}

/// Whatever is put into other items somewhere can come out wherever items are unpacked.
fn unpack_what_is_packed(equipment: &mut [EquipmentFacts]) {
    let conversions = equipment.iter().filter_map(|facts| facts.conversion.as_ref());
    let mut packed: Vec<_> = conversions
        .filter(|conversion| conversion.packs)
        .flat_map(|conversion| conversion.ends.clone())
        .collect();
    packed.sort_unstable();
    packed.dedup();
    let unpacking = equipment.iter_mut().filter_map(|facts| facts.conversion.as_mut());
    for conversion in unpacking.filter(|it| it.unpacks) {
        conversion.begins.clone_from(&packed);
    }
}

/// Reads what can be read of a scene in whose outermost part something is wrong, so that its equipment is looked at too.
fn without_broken_parts(root: &Node) -> Option<Scene> {
    let mut unheard = Report::new();
    let equipment = root.field("equipment")?;
    let equipment = syntax::decode(equipment, &mut unheard)?;
    let products = root
        .field("products")
        .and_then(|node| syntax::decode(node, &mut unheard))
        .unwrap_or_default();
    let people = root
        .field("people")
        .and_then(|node| syntax::decode(node, &mut unheard))
        .unwrap_or_default();
    let layout = root.field("layout").and_then(|node| syntax::decode(node, &mut unheard));
    let calendars = root.field("calendars").and_then(|node| syntax::decode(node, &mut unheard));
    let run = root.field("run").and_then(|node| syntax::decode(node, &mut unheard));
    let expect = root.field("expect").and_then(|node| syntax::decode(node, &mut unheard));
    Some(Scene {
        version: None,
        title: String::new(),
        about: String::new(),
        run: run.unwrap_or_default(),
        products,
        people,
        layout: layout.unwrap_or_default(),
        walkways: Vec::new(),
        calendars: calendars.unwrap_or_default(),
        energy: EnergySupply::default(),
        currency: None,
        base: None,
        set: Vec::new(),
        include: Vec::new(),
        templates: BTreeMap::new(),
        cells: BTreeMap::new(),
        equipment,
        expect: expect.unwrap_or_default(),
    })
}

/// The calendars in the natural order of their names, or reports what is wrong with them.
fn calendars(scene: &Scene, cx: &mut ReadCx<'_>) -> Option<Vec<CalendarFacts>> {
    let (start, clock) = Start::read(&scene.run, cx)?;
    let clock = Arc::new(clock);
    let facts: Vec<_> = scene
        .calendars
        .iter()
        .map(|(name, calendar)| calendar.facts(name, start, &clock, cx))
        .collect();
    let mut facts: Vec<CalendarFacts> = facts.into_iter().collect::<Option<_>>()?;
    facts.sort_by(|a, b| natural_cmp(&a.name, &b.name));
    Some(facts)
}

fn run_facts(run: &Run, cx: &mut ReadCx<'_>) -> Option<RunFacts> {
    let duration = run.duration.as_ref().map(|duration| cx.span(duration));
    let warm_up = run.warm_up.as_ref().map(|duration| cx.span(duration));
    if let (Some(Some(warm_up)), Some(place)) = (warm_up, &run.warm_up) {
        match duration {
            Some(Some(duration)) if warm_up >= duration => {
                let message = format!(
                    "the warm-up takes `{warm_up}` of a run of `{duration}`: nothing is left to measure"
                );
                cx.report.push(
                    Diagnostic::error(codes::RUN, place.span, message)
                        .hint("make `duration` longer than `warm_up`"),
                );
            }
            _ => {}
        }
    }
    if let (Some(Some(SimSpan::ZERO)), Some(place)) = (duration, &run.duration) {
        cx.error(codes::RUN, place.span, "the run has no duration");
    }
    Some(RunFacts {
        duration: match duration {
            Some(duration) => Some(duration?),
            None => None,
        },
        warm_up: match warm_up {
            Some(warm_up) => warm_up?,
            None => SimSpan::ZERO,
        },
        seed: run.seed.unwrap_or(1),
        scheduler: run.scheduler.clone(),
    })
}

/// The network of walkways, if there are any; reports what leads nowhere.
fn walkways(lines: &[Spanned<Vec<Place>>], report: &mut Report) -> Option<Walkways> {
    let first = lines.first()?.span;
    let mut wrong = |span: Span, message: &str, hint: &str| {
        report.push(Diagnostic::error(codes::PEOPLE, span, message).hint(hint));
    };
    if let Some(line) = lines.iter().find(|line| line.value.len() < 2) {
        wrong(line.span, "a way leads from one place to another", "give it two places at least");
        return None;
    }
    let places = |line: &Spanned<Vec<Place>>| line.value.iter().map(position).collect();
    let walkways = Walkways::new(&lines.iter().map(places).collect::<Vec<_>>());
    if !walkways.is_connected() {
        let message = "not every one of these ways can be reached from every other";
        wrong(first, message, "let them cross or touch, or add a way between them");
    }
    Some(walkways)
}

/// Numbers the names of all orders: orders of one name at several sources belong together.
fn number_orders(equipment: &mut [EquipmentFacts]) {
    let orders = |facts: &EquipmentFacts| {
        let orders = facts.arrivals.iter().flat_map(|arrivals| &arrivals.orders);
        orders.map(|order| order.name.clone()).collect::<Vec<_>>()
    };
    let names = Names::new(equipment.iter().flat_map(orders).collect());
    let arrivals = equipment.iter_mut().filter_map(|facts| facts.arrivals.as_mut());
    for order in arrivals.flat_map(|arrivals| &mut arrivals.orders) {
        order.number = names.find(&order.name).unwrap_or_default();
    }
}

/// Tells stations which operations need another set-up than their product.
fn setups_of_operations(
    products: &[ProductFacts],
    equipment: &mut [EquipmentFacts],
    cx: &mut ReadCx<'_>,
) {
    let operations = (0..).map(ProductId).zip(products).flat_map(|(product, facts)| {
        facts.route.iter().zip(0_u16..).map(move |(operation, done)| ((product, done), operation))
    });
    for (key, operation) in operations {
        let Some(name) = &operation.setup else { continue };
        for alternative in &operation.alternatives {
            let station = &mut equipment[alternative.station.index()];
            let setup = station.stages.as_mut().and_then(|stages| stages.setup.as_mut());
            let family = setup
                .as_ref()
                .and_then(|setup| setup.families.iter().position(|family| *family == name.value));
            if let (Some(setup), Some(family)) = (setup, family) {
                setup.of_operations.insert(key, family as u32);
                continue;
            }
            let message = format!("`{}` has no set-up for `{}`", station.name, name.value);
            let hint = "name a product or one of the `families` of its `setup`; a family may be without products";
            cx.report.push(Diagnostic::error(codes::SETUP, name.span, message).hint(hint));
        }
    }
}

fn product_facts(
    scene: &Scene,
    equipment: &[EquipmentFacts],
    whole: bool,
    cx: &mut ReadCx<'_>,
) -> Vec<ProductFacts> {
    let names = cx.products;
    // With an unreadable body the ids in `equipment` are not those of the names.
    let sinks: Vec<EquipmentId> = (0..equipment.len() as u32)
        .map(EquipmentId)
        .filter(|id| whole && equipment[id.index()].role == Role::Sink)
        .collect();
    names
        .iter()
        .map(|name| {
            let written = scene.products.iter().find(|(key, _)| key.value == name);
            let product = written.map(|(_, product)| product.clone()).unwrap_or_default();
            let span = written.map(|(key, _)| key.span);
            let route = product
                .route
                .as_ref()
                .and_then(|route| route.value.operations(name, route.span, cx))
                .unwrap_or_default();
            let exit = match (&product.exit, &sinks[..]) {
                (Some(exit), _) => cx.equipment(exit),
                (None, [only]) => Some(*only),
                (None, _) => None,
            };
            if let (Some(route), None, None, true) = (&product.route, &product.exit, exit, whole) {
                let message = format!("where `{name}` goes after its last operation is not said");
                let hint = if sinks.is_empty() {
                    "add a `Sink` to the equipment"
                } else {
                    "there are several sinks: name one as `exit`"
                };
                cx.report.push(Diagnostic::error(codes::ROUTE, route.span, message).hint(hint));
            }
            if let (Some(exit), Some(id), true) = (&product.exit, exit, whole)
                && equipment[id.index()].role != Role::Sink
            {
                let message =
                    format!("`{}` is no sink, and items cannot leave the plant there", exit.value);
                cx.report.push(
                    Diagnostic::error(codes::ROUTE, exit.span, message)
                        .hint("name a `Sink`, or leave `exit` out where there is only one"),
                );
            }
            let [length, width, height] = measures(name, &product, cx.report);
            let allowance = product.allowance.as_ref().and_then(|it| cx.span(it));
            let shelf_life = product.shelf_life.as_ref().and_then(|it| it.facts(cx));
            let physics = product.physics.map(Box::new);
            if let Some(physics) = &physics {
                physics.check(cx);
                physics.check_measures([product.length, product.width, product.height], cx);
            }
            let (name, priority) = (name.to_owned(), product.priority);
            ProductFacts {
                name,
                span,
                priority,
                route,
                exit,
                allowance,
                length,
                shelf_life,
                width,
                height,
                physics,
            }
        })
        .collect()
}

/// The length, width and height of a product; reported where they are not above zero.
fn measures(name: &str, product: &Product, report: &mut Report) -> [Option<Length>; 3] {
    let said = [(product.length, "length"), (product.width, "width"), (product.height, "height")];
    said.map(|(measure, word)| {
        let measure = measure?;
        if measure.value.number() <= 0.0 {
            let message = format!("`{name}` has no {word}");
            let hint = format!("leave `{word}` out where it does not matter");
            report.push(Diagnostic::error(codes::BELT, measure.span, message).hint(hint));
        }
        Some(measure.value)
    })
}
