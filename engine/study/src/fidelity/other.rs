//! How a belt is written as a zone of rigid bodies, and a zone as a belt of exact events.

use plantwright_model::plant::{
    BeltFacts, DriveFacts, EquipmentFacts, PUSHER_SPEED, Routing, SorterFacts, Spacing, ZoneFacts,
    drift_across,
};
use plantwright_model::syntax::{self, Node, write_string};
use plantwright_model::{Plant, Sources, Spanned};
use plantwright_units::{EquipmentId, Length, ProductId, Speed};

/// In which way a piece of equipment moves items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fidelity {
    /// By exact events: `Conveyor`.
    Events,
    /// As rigid bodies: `Zone`.
    Bodies,
}

/// A piece of equipment that can be written both ways.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// Which one.
    pub id: EquipmentId,
    /// How the scene writes it.
    pub is: Fidelity,
    /// From the entry to the exit, metres.
    pub length: f64,
    /// The speed of its surface as the scene says it, metres per second; none: free rollers, a slide.
    pub speed: Option<f64>,
    /// How far apart items stand at least, as the scene says it.
    pub spacing: Apart,
    /// How long the products are, metres, as far as that is known.
    pub lengths: Vec<(ProductId, f64)>,
    /// The text of what both have: `to`, `with`, `eyes`, and of a belt `rise` and `friction`.
    common: String,
    /// The text of who goes first at the entry.
    merge: String,
    /// The text of what only a belt has.
    transfer: String,
    /// Where items leave before the end, if any do: it is a sorter.
    exits: Option<Exits>,
    /// The text of where items come along it, and of whether it is a loop.
    round: String,
    /// Who brings items to a place of its own.
    pub(super) givers: Vec<EquipmentId>,
    /// The text of its speed and length.
    speed_text: Option<String>,
    length_text: String,
    /// Across, for the widest item.
    width: f64,
    /// How fast all that comes is moving already, as a scene writes it; none: some of it is put down at rest.
    comes_at: Option<String>,
}

/// How far apart items stand at least, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Apart {
    /// From front to front.
    Pitch(f64),
    /// From the end of one to the front of the next.
    Gap(f64),
}

/// A piece of equipment that moves items and is the same in both fidelities.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Which one.
    pub id: EquipmentId,
    /// Why it is.
    pub why: &'static str,
}

/// Returns what of a plant can be written both ways, and what cannot.
pub(super) fn carriers(root: &Node, sources: &Sources, plant: &Plant) -> (Vec<Carrier>, Vec<Kept>) {
    let (mut carriers, mut kept) = (Vec::new(), Vec::new());
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(node) = body(root, &facts.name) else { continue };
        let text = Text { node, sources };
        match (&facts.belt, &facts.zone) {
            (Some(belt), _) => match reason(plant, belt) {
                Some(why) => kept.push(Kept { id, why }),
                None => carriers.push(of_belt(text, plant, id, belt)),
            },
            (None, Some(_)) if text.of("stops").is_some() => {
                let why = "a belt has no stops that items wait at";
                kept.push(Kept { id, why });
            }
            (None, Some(_)) if text.of("merge").is_some() && text.of("pushers").is_some() => {
                let why = "a sorter lets items into gaps as they come by, and has no `merge`";
                kept.push(Kept { id, why });
            }
            (None, Some(zone)) => carriers.push(of_zone(text, plant, id, zone)),
            _ => {}
        }
    }
    (carriers, kept)
}

/// How much wider a zone is than the widest product, metres.
const SIDES: f64 = 0.05;

/// How fast belts across go, metres per second.
const ACROSS: f64 = 2.0;

/// Why a belt cannot be a zone.
fn reason(plant: &Plant, belt: &BeltFacts) -> Option<&'static str> {
    if let Some(sorter) = &belt.sorter {
        let longest = lengths(plant, None).iter().map(|(_, it)| *it).fold(0.0, f64::max);
        // An opening is as long as an item and half of it, and as an item is carried on while it is pushed.
        let width = widest(plant) + SIDES;
        let speed = belt.speed.base_f64();
        let drift = if sorter.closed {
            let bodies = plant.products.iter().filter_map(|product| product.physics.as_ref());
            let friction = bodies.map(|body| body.sliding()).fold(1.0, f64::min);
            drift_across(speed, width, ACROSS, friction)
        } else {
            speed * width / PUSHER_SPEED
        };
        let opening = 1.5 * longest + drift;
        let mut exits: Vec<f64> = sorter.exits.iter().map(|(_, at)| at.value.base_f64()).collect();
        exits.sort_by(f64::total_cmp);
        let is_tight = |pair: &[f64]| pair[1] - pair[0] < opening;
        return exits
            .windows(2)
            .any(is_tight)
            .then_some("its exits lie nearer to one another than pushers could stand");
    }
    if belt.index.is_some() || belt.reversal.is_some() || !belt.changes.is_empty() {
        return Some("the belt of a zone runs one way at one speed");
    }
    if belt.zones.is_some() {
        return Some("a zone has one belt, and not one for each item");
    }
    if !belt.accumulates {
        return Some(
            "a belt that does not accumulate stops as a whole, and that of a zone goes on",
        );
    }
    let is_curved = belt.shape.as_ref().is_some_and(|shape| shape.radius.is_some());
    is_curved.then_some("zones are straight")
}

/// The exits of a sorter, as they are and as the pushers of a zone: an item is pushed when its middle is there where its front was
/// to be, less half its length.
fn exits_of_sorter(
    plant: &Plant,
    facts: &EquipmentFacts,
    belt: &BeltFacts,
    longest: f64,
) -> Option<Exits> {
    let sorter = belt.sorter.as_ref()?;
    let places = sorter.exits.iter().map(|(to, at)| (plant.name(*to), at.value.base_f64()));
    let mut places: Vec<(String, f64)> = places.collect();
    if sorter.closed {
        // Who has no exit of its own is at the end, which on a loop is a place as any other.
        let targets = facts.routing.as_ref().map(Routing::targets).unwrap_or_default();
        let others = targets.into_iter().filter(|to| sorter.exit(*to).is_none());
        places.extend(others.map(|to| (plant.name(to), belt.length.base_f64())));
    }
    Some(Exits::new(places, -longest / 2.0, 0.0, sorter.closed))
}

/// The text of where items come along it, and of whether it is a loop; nothing: neither is so.
fn round(text: Text<'_>, along: &SorterFacts) -> String {
    let closed = if along.closed { "closed: true, " } else { "" };
    let entries = if along.entries.is_empty() { String::new() } else { text.fields(&["entries"]) };
    format!("{closed}{entries}")
}

/// Who brings items to a place of its own.
fn givers(entries: &[(EquipmentId, Spanned<Length>)]) -> Vec<EquipmentId> {
    entries.iter().map(|(giver, _)| *giver).collect()
}

/// The pushers of a zone, as they are and as the exits of a sorter.
fn exits_of_zone(text: Text<'_>, longest: f64) -> Option<Exits> {
    let pushers = text.node.field("pushers")?.as_map()?;
    let place = |(key, pusher): &(Node, Node)| {
        let at = pusher.field("at")?.as_str()?.parse::<Length>().ok()?;
        Some((key.as_str()?.to_owned(), at.base_f64()))
    };
    let places: Vec<(String, f64)> = pushers.iter().filter_map(place).collect();
    // What is a zone stays as it is written.
    (!places.is_empty()).then(|| Exits::new(places, 0.0, longest / 2.0, false))
}

/// Where items leave before the end, as a scene writes it in both fidelities.
#[derive(Debug, Clone)]
struct Exits {
    pushers: String,
    exits: String,
}

impl Exits {
    /// `by_belts`: a loop takes items off by belts across, as cross-belt sorters and tilting trays do; no block gets out and back
    /// between two items there.
    fn new(places: Vec<(String, f64)>, to_pushers: f64, to_exits: f64, by_belts: bool) -> Self {
        let list = |write: &dyn Fn(f64) -> String| {
            let all =
                places.iter().map(|(name, at)| format!("{}: {}", write_string(name), write(*at)));
            all.collect::<Vec<_>>().join(", ")
        };
        let by = if by_belts {
            format!(", by: CrossBelt, speed: \"{ACROSS} m/s\"")
        } else {
            String::new()
        };
        let pusher = |at: f64| format!("(at: {}{by})", in_metres((at + to_pushers).max(0.01)));
        let exit = |at: f64| in_metres(at + to_exits);
        Self {
            pushers: format!("pushers: {{{}}}, ", list(&pusher)),
            exits: format!("exits: {{{}}}, ", list(&exit)),
        }
    }
}

fn body<'a>(root: &'a Node, name: &str) -> Option<&'a Node> {
    let all = root.field("equipment")?.as_map()?;
    all.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, body)| body)
}

/// The fields of a body, as they are written.
#[derive(Clone, Copy)]
struct Text<'a> {
    node: &'a Node,
    sources: &'a Sources,
}

impl Text<'_> {
    fn of(self, field: &str) -> Option<String> {
        // As it is put together: in the source a parameter of a template may stand.
        let text = |node| syntax::format_node(self.sources, node).trim().to_owned();
        self.node.field(field).map(text)
    }

    /// The fields that are there, each with its name and a comma.
    fn fields(self, names: &[&str]) -> String {
        let written = names.iter().filter_map(|name| Some(format!("{name}: {}, ", self.of(name)?)));
        written.collect()
    }
}

fn of_belt(text: Text<'_>, plant: &Plant, id: EquipmentId, belt: &BeltFacts) -> Carrier {
    let spacing = match belt.spacing {
        Spacing::Pitch(pitch) => Apart::Pitch(pitch.base_f64()),
        Spacing::Gap(gap) => Apart::Gap(gap.base_f64()),
    };
    let lengths = lengths(plant, None);
    let longest = lengths.iter().map(|(_, length)| *length).fold(0.0, f64::max);
    let speed_text = text.of("speed");
    Carrier {
        id,
        is: Fidelity::Events,
        length: belt.length.base_f64(),
        speed: Some(belt.speed.base_f64()),
        spacing,
        lengths,
        common: text.fields(&["rise", "friction", "eyes", "to", "with"]),
        merge: text.fields(&["merge"]),
        transfer: text.fields(&["transfer"]),
        exits: exits_of_sorter(plant, plant.equipment(id), belt, longest),
        round: belt.sorter.as_ref().map(|it| round(text, it)).unwrap_or_default(),
        givers: belt.sorter.as_ref().map(|it| givers(&it.entries)).unwrap_or_default(),
        comes_at: comes_at(plant, id, belt, speed_text.as_deref()),
        speed_text,
        length_text: text.of("length").unwrap_or_default(),
        width: widest(plant) + SIDES,
    }
}

/// How fast what comes to a belt is moving already, as a scene writes it: as fast as the slowest of the belts that bring it, since a
/// zone has one speed for all. None: somebody puts items down at rest.
fn comes_at(
    plant: &Plant,
    id: EquipmentId,
    belt: &BeltFacts,
    own_text: Option<&str>,
) -> Option<String> {
    let own = belt.speed.base_f64();
    // What is put down along a sorter, or onto a loop, is brought up to its speed before.
    let is_inducted = belt.sorter.as_ref().is_some_and(|it| it.closed || !it.entries.is_empty());
    let mut slowest: Option<f64> = is_inducted.then_some(own);
    for facts in plant.equipment.iter().filter(|facts| !is_inducted && sends_to(facts, id)) {
        let speed = match (&facts.belt, &facts.zone) {
            (Some(giver), _) => giver.speed.base_f64(),
            (None, Some(zone)) => match zone.drive.value {
                DriveFacts::Belt(speed) => speed,
                // Nobody knows before the run how fast items leave a slope.
                DriveFacts::Rollers(_) | DriveFacts::Slide => own,
            },
            (None, None) => return None,
        };
        slowest = Some(slowest.map_or(speed, |slowest| slowest.min(speed)));
    }
    let slowest = slowest?;
    match own_text {
        Some(text) if slowest == own => Some(text.to_owned()),
        _ => Some(metres_per_second(slowest)),
    }
}

fn sends_to(facts: &EquipmentFacts, id: EquipmentId) -> bool {
    facts.routing.as_ref().is_some_and(|routing| routing.targets().contains(&id))
}

/// How long products are, metres: as belts know it, or else as bodies.
fn lengths(plant: &Plant, zone: Option<&ZoneFacts>) -> Vec<(ProductId, f64)> {
    let length = |id: ProductId| {
        let product = plant.product(id);
        let body = || match zone {
            Some(zone) => zone.body(product),
            None => product.physics.as_deref(),
        };
        let of_belts = product.length.map(|length| length.base_f64());
        of_belts.or_else(|| body().map(|body| 2.0 * body.shape.value.reach()[0]))
    };
    plant.product_ids().filter_map(|id| Some((id, length(id)?))).collect()
}

/// How wide the widest product is, metres.
fn widest(plant: &Plant) -> f64 {
    let bodies = plant.products.iter().filter_map(|product| product.physics.as_ref());
    bodies.map(|body| 2.0 * body.shape.value.reach()[1]).fold(0.0, f64::max)
}

fn of_zone(text: Text<'_>, plant: &Plant, id: EquipmentId, zone: &ZoneFacts) -> Carrier {
    let gap = text
        .node
        .field("gap")
        .and_then(|gap| Some(gap.as_str()?.parse::<Length>().ok()?.base_f64()));
    let gap = gap.unwrap_or(0.0);
    let lengths = lengths(plant, Some(zone));
    let longest = lengths.iter().map(|(_, length)| *length).fold(0.0, f64::max);
    let is_known = plant.products.iter().all(|product| product.length.is_some());
    let speed = text.node.field("surface").and_then(|surface| surface.field("speed"));
    Carrier {
        id,
        is: Fidelity::Bodies,
        length: zone.length,
        speed: speed
            .and_then(|node| node.as_str()?.parse::<Speed>().ok())
            .map(|speed| speed.base_f64()),
        spacing: if is_known { Apart::Gap(gap) } else { Apart::Pitch(gap + longest) },
        lengths,
        common: text.fields(&["eyes", "to", "with"]),
        merge: text.fields(&["merge"]),
        transfer: String::new(),
        exits: exits_of_zone(text, longest),
        round: round(text, &zone.along),
        givers: givers(&zone.along.entries),
        speed_text: speed.map(|node| text.sources.slice(node.span).to_owned()),
        length_text: text.of("length").unwrap_or_default(),
        width: zone.width,
        comes_at: None,
    }
}

/// What brings a belt to what bodies do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted {
    /// Metres per second.
    pub speed: f64,
    /// Metres from the end of an item to the front of the next; none: as the scene says it.
    pub gap: Option<f64>,
}

impl Carrier {
    /// Writes the change that makes it a zone, as `--set` takes it; none: the scene writes it so.
    pub(super) fn as_zone(&self, plant: &Plant) -> Option<String> {
        if self.is == Fidelity::Bodies {
            return None;
        }
        let speed = self.speed_text.as_deref()?;
        let (path, length, width) =
            (path(plant, self.id), &self.length_text, in_metres(self.width));
        let comes = self.comes_at.as_ref().map(|speed| format!("entry_speed: {speed}, "));
        let gap = self.gap_behind(self.longest());
        let gap = (gap > 0.0).then(|| format!("gap: {}, ", in_metres(gap)));
        let (comes, gap) = (comes.unwrap_or_default(), gap.unwrap_or_default());
        let (common, merge) = (&self.common, &self.merge);
        let pushers = self.exits.as_ref().map_or("", |exits| &exits.pushers);
        let round = &self.round;
        Some(format!(
            "{path}=Zone(length: {length}, width: {width}, surface: Belt(speed: {speed}), {comes}{gap}{merge}{round}{pushers}{common})"
        ))
    }

    /// Writes the change that makes it a belt with these measures, or with those of the scene; none: the scene writes it so.
    pub(super) fn as_belt(&self, plant: &Plant, fitted: Option<Fitted>) -> Option<String> {
        let speed = match fitted {
            Some(Fitted { speed, .. }) => metres_per_second(speed),
            None if self.is == Fidelity::Events => return None,
            None => self.speed_text.clone()?,
        };
        let gap = fitted.and_then(|fitted| fitted.gap);
        let apart = match self.spacing {
            Apart::Gap(said) => format!("gap: {}", in_metres(gap.unwrap_or(said))),
            Apart::Pitch(said) => {
                let pitch = gap.map_or(said, |gap| gap + self.longest());
                format!("pitch: {}", in_metres(pitch))
            }
        };
        let (length, common) = (&self.length_text, &self.common);
        let (merge, transfer) = (&self.merge, &self.transfer);
        let path = path(plant, self.id);
        let (round, exits) = (&self.round, self.exits.as_ref().map_or("", |it| &it.exits));
        let kind = if self.is_sorter() { "Sorter" } else { "Conveyor" };
        Some(format!(
            "{path}={kind}(length: {length}, speed: {speed}, {apart}, {round}{exits}{merge}{transfer}{common})"
        ))
    }

    /// Whether items come or leave along it: a sorter.
    pub const fn is_sorter(&self) -> bool {
        self.exits.is_some() || !self.round.is_empty()
    }

    /// The gap behind an item of a length, as the scene says it, metres.
    pub fn gap_behind(&self, length: f64) -> f64 {
        match self.spacing {
            Apart::Gap(gap) => gap,
            Apart::Pitch(pitch) => (pitch - length).max(0.0),
        }
    }

    /// How long the longest product is, metres.
    pub fn longest(&self) -> f64 {
        self.lengths.iter().map(|(_, length)| *length).fold(0.0, f64::max)
    }
}

fn path(plant: &Plant, id: EquipmentId) -> String {
    format!("equipment.{}", write_string(&plant.name(id)))
}

/// As a scene writes it, to a hundredth of a millimetre: what is a metre and more in metres.
fn in_metres(metres: f64) -> String {
    let hundredths = (metres * 1e5).round();
    if hundredths.abs() < 1e5 {
        return format!("\"{} mm\"", hundredths / 100.0);
    }
    format!("\"{} m\"", hundredths / 1e5)
}

/// As a scene writes it, to a tenth of a millimetre in a second.
fn metres_per_second(speed: f64) -> String {
    format!("\"{} m/s\"", (speed * 1e4).round() / 1e4)
}
