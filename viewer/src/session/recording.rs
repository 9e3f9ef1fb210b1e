//! A run that was recorded: its journal as it is read, and any instant of it, told from its records alone. Nothing is run again.
//!
//! What a journal does not say is not shown: what a vehicle carries. Vehicles are where the points that they passed and the way
//! that they came on say; people are where they were asked for and had come (`staff.rs`).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use plantwright_journal::file::{Block, JournalReader, SIGNATURE, Unreadable};
use plantwright_journal::{Duty, Record, What};
use plantwright_model::Plant;
use plantwright_sim::{Model, VehicleAt, VehicleView};
use plantwright_units::{EquipmentId, SimTime};

use super::replay::{Moving, Replay};
use super::staff::{Counted, Staff};
use super::tape::Piece;
use super::{Frame, Missing};
use crate::scene::Document;

/// So many blocks are read at a stretch.
const BLOCKS: usize = 4;

/// How many copies are kept; when there are more, every other one is let go.
const COPIES: usize = 128;

/// How many records lie between two copies at first.
const BETWEEN: usize = 50_000;

/// Chains of records that each tell of a span until then, one behind the other: of whom, of which kind, and which of several.
type Chain = (EquipmentId, What, u32);

/// A recorded run, as far as it was read.
#[derive(Debug)]
pub struct Recording {
    model: Model,
    reader: JournalReader,
    is_read: bool,
    missing: Missing,
    pieces: Vec<Piece>,
    starts: Vec<usize>,
    total: usize,
    /// Before which records what came before was forgotten.
    restarts: Vec<(usize, SimTime)>,
    chains: BTreeMap<Chain, Vec<u32>>,
    /// How far each vehicle had come at each of its `Driven` records, in millimetres.
    odometers: BTreeMap<EquipmentId, Vec<u64>>,
    /// The last books that were closed.
    books: (SimTime, Vec<Record>),
    tails: BTreeMap<Chain, Record>,
    staff: Staff,
    until: SimTime,
    live: Replay,
    /// What was shown last.
    shown: Option<Replay>,
    copies: Vec<Replay>,
    between: usize,
    unsent: Vec<Piece>,
}

/// The beginning of a journal: what it is about, and what it needs to be shown.
#[derive(Debug)]
pub struct Found {
    /// The scene, as it was run.
    pub document: Document,
    /// The rest.
    pub reader: JournalReader,
}

impl Found {
    /// Tells whether a file is a journal, by its first bytes or by its name.
    pub fn is_journal(path: &Path) -> bool {
        use std::io::Read as _;
        let mut start = [0; SIGNATURE.len()];
        let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
        let is_named = path.extension().is_some_and(|ending| ending == "pwj");
        is_named || read.is_ok() && start == SIGNATURE
    }

    /// Opens a journal.
    ///
    /// # Errors
    /// A sentence that says why it cannot be read.
    pub fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let file = std::fs::File::open(path)
            .map_err(|error| format!("cannot read the file: {error}: {shown}"))?;
        let reader = JournalReader::new(std::io::BufReader::with_capacity(1 << 20, file));
        let reader = reader.map_err(|error| format!("{error}: {shown}"))?;
        let scene = &reader.head().scene;
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let document = Document {
            path: None,
            name: name.unwrap_or_else(|| shown.to_string()),
            text: scene.text.clone(),
            tables: scene.tables.clone(),
            changes: Vec::new(),
        };
        Ok(Self { document, reader })
    }
}

impl Recording {
    /// Begins to read a journal. The model is that of its scene.
    ///
    /// # Errors
    /// Where this program makes another plant of the scene than the one that wrote the journal.
    pub fn new(model: Model, reader: JournalReader) -> Result<Self, String> {
        let plant = model.plant();
        let head = reader.head();
        let products = plant.products.iter().map(|facts| facts.name.as_str());
        if plant.names() != head.names || !products.eq(head.products.iter().map(String::as_str)) {
            return Err(
                "its scene has other equipment or products under this version of the program"
                    .to_owned(),
            );
        }
        let (live, staff) = (Replay::new(plant), Staff::of(plant));
        Ok(Self {
            copies: vec![Replay::new(plant)],
            model,
            reader,
            is_read: false,
            missing: Missing::Nothing,
            pieces: Vec::new(),
            starts: Vec::new(),
            total: 0,
            restarts: Vec::new(),
            chains: BTreeMap::new(),
            odometers: BTreeMap::new(),
            books: (SimTime::ZERO, Vec::new()),
            tails: BTreeMap::new(),
            staff,
            until: SimTime::ZERO,
            live,
            shown: None,
            between: BETWEEN,
            unsent: Vec::new(),
        })
    }

    /// Returns the model.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    fn plant(&self) -> &Arc<Plant> {
        self.model.plant()
    }

    /// Tells whether all was read that can be.
    pub const fn is_read(&self) -> bool {
        self.is_read
    }

    /// Returns what is missing at the end, once all was read that can be.
    pub const fn missing(&self) -> &Missing {
        &self.missing
    }

    /// Returns up to when it was read.
    pub const fn until(&self) -> SimTime {
        self.until
    }

    /// Reads on, by a stretch.
    pub fn read_on(&mut self) {
        for _ in 0..BLOCKS {
            if self.is_read {
                return;
            }
            match self.reader.next_block() {
                Ok(Some(Block::Records(records))) => self.take(records),
                Ok(Some(Block::Books(at, records))) => self.close_books(at, records),
                Ok(Some(Block::Restarted(at))) => {
                    self.restarts.push((self.total, at));
                    self.live.restart(at);
                }
                Ok(Some(Block::End(end))) => {
                    self.until = self.until.max(SimTime::from_nanos(end.at_ns));
                }
                Ok(None) if self.reader.is_whole() => self.is_read = true,
                Ok(None) => self.end(Missing::Rest),
                Err(error) => self.end(missing(&error)),
            }
        }
    }

    fn end(&mut self, missing: Missing) {
        self.is_read = true;
        self.missing = missing;
    }

    fn take(&mut self, records: Vec<Record>) {
        for (number, record) in records.iter().enumerate() {
            if let Some(chain) = chain(record) {
                self.chains.entry(chain).or_default().push((self.total + number) as u32);
            }
            if record.what() == What::Driven {
                let known = self.odometers.entry(record.who()).or_default();
                known.push(known.last().copied().unwrap_or(0) + u64::from(record.level));
            }
            self.staff.take(record);
            self.until = self.until.max(record.at);
        }
        let piece: Piece = records.into();
        self.live.take(&piece);
        self.starts.push(self.total);
        self.total += piece.len();
        self.unsent.push(Arc::clone(&piece));
        self.pieces.push(piece);
        let last = self.copies.last().map_or(0, Replay::heard);
        if self.total >= last + self.between {
            self.copies.push(self.live.copy());
            if self.copies.len() > COPIES {
                let mut position = 0;
                self.copies.retain(|_| {
                    position += 1;
                    position % 2 == 1
                });
                self.between *= 2;
            }
        }
    }

    fn close_books(&mut self, at: SimTime, records: Vec<Record>) {
        self.until = self.until.max(at);
        self.tails = records.iter().filter_map(|it| Some((chain(it)?, *it))).collect();
        self.books = (at, records);
    }

    /// Takes what was read since it was last asked.
    pub fn take_pieces(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.unsent)
    }

    /// The end of what was read.
    pub fn frame(&mut self) -> Arc<Frame> {
        let (at, live) = (self.until, self.live.copy());
        self.frame_of(&live, at)
    }

    /// An instant.
    pub fn look(&mut self, at: SimTime) -> Arc<Frame> {
        let at = at.min(self.until);
        let number = self.copies.partition_point(|copy| copy.at() <= at).saturating_sub(1);
        let copy = &self.copies[number];
        // Going on from what is shown may be shorter.
        let mut shown = match self.shown.take() {
            Some(shown) if shown.at() <= at && shown.heard() >= copy.heard() => shown,
            _ => copy.copy(),
        };
        self.advance(&mut shown, at);
        let frame = self.frame_of(&shown, at);
        self.shown = Some(shown);
        frame
    }

    /// Tells a replay all that happened up to an instant.
    fn advance(&self, replay: &mut Replay, at: SimTime) {
        loop {
            let heard = replay.heard();
            // What was forgotten at the instant itself is forgotten.
            let restart = self.restarts.iter().find(|(before, time)| {
                *before >= heard && *time <= at && !replay.has_restarted(*time)
            });
            if let Some((_, time)) = restart.filter(|(before, _)| *before == heard) {
                replay.restart(*time);
                continue;
            }
            let limit = restart.map_or(self.total, |(before, _)| *before);
            let number = self.starts.partition_point(|start| *start <= heard).saturating_sub(1);
            let Some(piece) = self.pieces.get(number) else { return };
            let from = heard - self.starts[number];
            let most = piece.len().min(limit.saturating_sub(self.starts[number]));
            let to = piece[..most].partition_point(|record| record.at <= at);
            if to <= from {
                return;
            }
            replay.take(&piece[from..to]);
        }
    }

    fn frame_of(&self, replay: &Replay, at: SimTime) -> Arc<Frame> {
        let open: Vec<Record> = self.chains().filter_map(|chain| self.open(chain, at)).collect();
        let closing = if at == self.books.0 {
            self.books.1.clone()
        } else {
            open.iter().copied().chain(replay.present(at)).collect()
        };
        let people = self.staff.seen(self.plant(), at, |group| self.counted(group, at));
        let moving = Moving { vehicles: self.vehicles(replay, at), people };
        Arc::new(replay.frame(self.plant(), at, &open, moving, closing))
    }

    /// How many of a group did what.
    fn counted(&self, group: EquipmentId, at: SimTime) -> Counted {
        let of = |duty: Duty| self.open((group, What::Staffed, duty as u32), at);
        let count = |duty: Duty| of(duty).map_or(0, |record| record.level);
        let present = of(Duty::Present).map(|record| record.level);
        Counted { working: count(Duty::Working), walking: count(Duty::Walking), present }
    }

    fn chains(&self) -> impl Iterator<Item = Chain> {
        let others = self.tails.keys().filter(|chain| !self.chains.contains_key(chain));
        self.chains.keys().chain(others).copied()
    }

    fn record(&self, number: u32) -> Option<&Record> {
        let number = number as usize;
        let piece = self.starts.partition_point(|start| *start <= number).checked_sub(1)?;
        self.pieces[piece].get(number - self.starts[piece])
    }

    /// What goes on at an instant, as far as it has come: told by the record that ends it, or by the last books.
    fn open(&self, chain: Chain, at: SimTime) -> Option<Record> {
        let numbers = self.chains.get(&chain).map_or(&[][..], Vec::as_slice);
        let next = numbers
            .partition_point(|number| self.record(*number).is_some_and(|record| record.at <= at));
        let found = if let Some(number) = numbers.get(next) {
            *self.record(*number)?
        } else {
            let tail = *self.tails.get(&chain)?;
            let last = numbers.last().and_then(|number| self.record(*number));
            if last.is_some_and(|last| last.at > begin(&tail)) {
                return None;
            }
            tail
        };
        let from = begin(&found);
        if from > at {
            return None;
        }
        let mut so_far = found;
        so_far.at = at;
        so_far.span = at.since(from);
        if found.what() == What::Driven && found.at > at {
            let share = so_far.span.as_secs_f64() / found.span.as_secs_f64().max(1e-9);
            so_far.level = (f64::from(found.level) * share) as u32;
        }
        Some(so_far)
    }

    fn vehicles(&self, replay: &Replay, at: SimTime) -> Vec<VehicleView> {
        let plant = self.plant();
        let vehicles = plant.fleets().flat_map(|(fleet, _)| {
            let numbered = (0..).zip(plant.vehicle_ids(fleet));
            numbered.map(move |(number, vehicle)| VehicleView {
                load: replay.load(fleet, number),
                ..self.vehicle(fleet, vehicle, at)
            })
        });
        vehicles.collect()
    }

    fn vehicle(&self, fleet: EquipmentId, vehicle: EquipmentId, at: SimTime) -> VehicleView {
        let open = self.open((vehicle, What::Driven, 0), at);
        let (place, planned) = self.place(fleet, vehicle, at, open.as_ref()).unwrap_or_default();
        let Place { from, to, along, way } = place;
        let speed = open.map_or(0.0, |it| {
            let seconds = it.span.as_secs_f64();
            if seconds > 0.0 { f64::from(it.level) / 1e3 / seconds } else { 0.0 }
        });
        let is_under_way = along < way;
        VehicleView {
            at: VehicleAt { fleet, vehicle, from, to, along, way, speed, charge: 0.0 },
            doing: open.map_or_else(Default::default, |it| it.drive()),
            since: open.map_or(at, |it| begin(&it)),
            waits_for: open.map_or(EquipmentId::NONE, |it| it.cause()),
            load: Vec::new(),
            reserved: if is_under_way { vec![to] } else { Vec::new() },
            planned,
        }
    }

    /// Where a vehicle is: behind the point that it left last, as far as it has come since; and the points that it leaves next.
    fn place(
        &self,
        fleet: EquipmentId,
        vehicle: EquipmentId,
        at: SimTime,
        open: Option<&Record>,
    ) -> Option<(Place, Vec<u32>)> {
        let plant = self.plant();
        let facts = plant.equipment(fleet).fleet.as_deref()?;
        let number = vehicle.0 - plant.vehicle_ids(fleet).next()?.0;
        let (_, kind, start) = facts.vehicles.get(number as usize)?;
        let length = facts.types.get(*kind as usize)?.length;
        let passed = self.chains.get(&(vehicle, What::Passed, 0)).map_or(&[][..], Vec::as_slice);
        let node = |number: u32| self.record(number).map(|record| (record.at, record.level));
        let next = passed.partition_point(|it| node(*it).is_some_and(|(time, _)| time <= at));
        let ahead = passed[next..].iter().filter_map(|it| Some(node(*it)?.1));
        let mut ahead: Vec<u32> = ahead.take(8).collect();
        let Some((left_at, from)) = next.checked_sub(1).and_then(|it| node(passed[it])) else {
            // Nothing was left yet: it is where it was at the beginning.
            let home = start.node(&facts.edges);
            return Some((Place { from: home, to: home, along: 0.0, way: 0.0 }, ahead));
        };
        let far =
            self.odometer(vehicle, at, open).saturating_sub(self.odometer(vehicle, left_at, None));
        let far = far as f64 / 1e3 + length;
        let ways = || facts.out.get(from as usize).into_iter().flatten();
        let ways = || ways().filter_map(|edge| facts.edges.get(*edge as usize));
        let edge = if ahead.is_empty() {
            // It has not left the next point any more: the way that is as long as it came fits best.
            ways().min_by(|a, b| (a.length - far).abs().total_cmp(&(b.length - far).abs()))
        } else {
            let to = ahead.remove(0);
            ways().find(|edge| edge.to == to)
        };
        let edge = edge?;
        let place = Place { from, to: edge.to, along: far.min(edge.length), way: edge.length };
        Some((place, ahead))
    }

    /// How far a vehicle had come at an instant, in millimetres.
    fn odometer(&self, vehicle: EquipmentId, at: SimTime, open: Option<&Record>) -> u64 {
        let chain = (vehicle, What::Driven, 0);
        let numbers = self.chains.get(&chain).map_or(&[][..], Vec::as_slice);
        let ended = numbers
            .partition_point(|number| self.record(*number).is_some_and(|record| record.at <= at));
        let known = self.odometers.get(&vehicle).map_or(&[][..], Vec::as_slice);
        let before = ended.checked_sub(1).and_then(|it| known.get(it)).copied().unwrap_or(0);
        let open = open.copied().or_else(|| self.open(chain, at));
        before + open.map_or(0, |it| u64::from(it.level))
    }
}

/// Where a vehicle is, within its fleet.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    from: u32,
    to: u32,
    along: f64,
    way: f64,
}

fn begin(record: &Record) -> SimTime {
    SimTime::from_nanos(record.at.as_nanos().saturating_sub(record.span.as_nanos()))
}

/// The chain that a record is a link of.
fn chain(record: &Record) -> Option<Chain> {
    let which = match record.what() {
        What::State | What::Driven | What::Passed => 0,
        What::Staffed => record.duty() as u32,
        What::Working => record.cause().0,
        _ => return None,
    };
    Some((record.who(), record.what(), which))
}

fn missing(error: &Unreadable) -> Missing {
    Missing::Damaged(error.to_string())
}
