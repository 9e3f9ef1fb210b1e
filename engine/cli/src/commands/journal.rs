//! `plantwright journal`: what happened in a run, from its journal: all of it, or of a place, an item, an order, a time.

mod because;
mod waves;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;

use plantwright_journal::file::{Block, End, Head, JournalReader, Unreadable};
use plantwright_journal::{Batch, Fold as _, JournalDigest, Level, Record, Subject, What};
use plantwright_model::did_you_mean;
use plantwright_units::{Duration, EquipmentId, ItemId, SimTime};
use serde_json::{Map, Value, json};

use crate::args::JournalArgs;
use crate::exit::Failure;
use crate::output::{clock, grouped};
use crate::terminal::{BOLD, shorten};

/// The columns of the CSV.
const COLUMNS: [&str; 10] =
    ["at_s", "where", "what", "item", "product", "state", "cause", "span_s", "extra_s", "level"];

/// How wide names are at the most.
const NAME: usize = 28;

pub(crate) fn run(args: &JournalArgs) -> Result<(), Failure> {
    named_once(args)?;
    let path = &args.journal;
    let file = File::open(path).map_err(|error| Failure::file("read the file", path, &error))?;
    let broken =
        |error: &dyn std::fmt::Display| Failure::File(format!("{error}: {}", path.display()));
    let mut reader = JournalReader::new(file).map_err(|error| broken(&error))?;
    if let Some(name) = &args.why {
        return because::run(args, name, &mut reader);
    }
    if let Some(name) = &args.fronts.waves {
        return waves::run(args, name, &mut reader);
    }
    let head = reader.head().clone();
    let filter = Filter::of(args, &head)?;
    if !args.about {
        reader.only(filter.from..=filter.to);
    }
    let mut out = BufWriter::new(anstream::stdout());
    let print = Printer::new(args, &head);
    print.head(&mut out)?;
    let mut about = About::of(&head);
    let error = each_block(&mut reader, |block| {
        match block {
            Block::Records(records) if args.about => about.take(&records),
            Block::Records(records) => {
                print.records(&mut out, records.iter().filter(|record| filter.wants(record)))?;
            }
            Block::End(end) => about.end = Some(end),
            Block::Books(..) | Block::Restarted(_) => {}
        }
        Ok(())
    })?;
    let until = clock(reader.until());
    if args.about {
        about.print(args, &head, reader.until(), &mut out)?;
    }
    out.flush()?;
    ended(args, &reader, error, ["was read", "this is what happened up to"], &until)
}

/// `--why` says itself of whom it is.
fn named_once(args: &JournalArgs) -> Result<(), Failure> {
    let Some(why) = &args.why else { return Ok(()) };
    let named = [("equipment", args.equipment.first()), ("item", args.item.as_ref())];
    let mut named = named.into_iter().chain([("order", args.order.as_ref())]);
    let Some((option, name)) = named.find_map(|(option, name)| Some((option, name?))) else {
        return Ok(());
    };
    let quoted = if name.contains(' ') { format!("'{name}'") } else { name.clone() };
    Err(Failure::Usage(if why.is_empty() {
        format!("`--why` says itself of whom it is: `--why {quoted}`, without `--{option}`")
    } else {
        format!(
            "it is either `--why {why}` or `--why {quoted}`: `--{option}` picks records, which `--why` does not print"
        )
    }))
}

/// Hands over all blocks of a journal, one after the other. Returns with what it breaks off, if it does.
fn each_block(
    reader: &mut JournalReader,
    mut take: impl FnMut(Block) -> std::io::Result<()>,
) -> std::io::Result<Option<Unreadable>> {
    loop {
        match reader.next_block() {
            Ok(Some(block)) => take(block)?,
            Ok(None) => return Ok(None),
            Err(error) => return Ok(Some(error)),
        }
    }
}

/// Says so where a journal breaks off or is cut off: what became of what came before, and what was told, up to when.
fn ended(
    args: &JournalArgs,
    reader: &JournalReader,
    error: Option<Unreadable>,
    [became, told]: [&str; 2],
    until: &str,
) -> Result<(), Failure> {
    let path = args.journal.display();
    if let Some(error) = error {
        let what = format!("{error}; what came before, up to {until}, {became}: {path}");
        return Err(Failure::File(what));
    }
    if !reader.is_whole() {
        let said = format!("the journal is cut off: {told} {until}");
        writeln!(anstream::stderr(), "plantwright: {said}: {path}")?;
    }
    Ok(())
}

/// What is wanted.
#[derive(Debug)]
struct Filter {
    places: Option<BTreeSet<EquipmentId>>,
    items: Option<(EquipmentId, Range<u64>)>,
    kinds: Vec<What>,
    from: SimTime,
    to: SimTime,
}

impl Filter {
    fn of(args: &JournalArgs, head: &Head) -> Result<Self, Failure> {
        let mut places = BTreeSet::new();
        for name in &args.equipment {
            let found = places_of(head, name);
            if found.is_empty() {
                let names = head.names.iter().map(String::as_str);
                return Err(unknown("nothing in the journal is called", name, names));
            }
            places.extend(found);
        }
        let items = match (&args.item, &args.order) {
            (Some(item), _) => Some(item_of(head, item)?),
            (None, Some(order)) => Some(order_of(head, order)?),
            (None, None) => None,
        };
        let kind = |name: &String| {
            let names = || What::ALL.iter().map(|what| what.meaning().name);
            let found = What::ALL.into_iter().find(|what| what.meaning().name == name);
            found.ok_or_else(|| unknown("there is no kind of record", name, names()))
        };
        let instant = |time: &Option<Duration>, default: SimTime| match time {
            None => Ok(default),
            Some(time) => match time.span() {
                Ok(span) => Ok(SimTime::ZERO + span),
                Err(error) => Err(Failure::Usage(error.to_string())),
            },
        };
        Ok(Self {
            places: (!args.equipment.is_empty()).then_some(places),
            items,
            kinds: args.kind.iter().map(kind).collect::<Result<_, _>>()?,
            from: instant(&args.from, SimTime::ZERO)?,
            to: instant(&args.to, SimTime::MAX)?,
        })
    }

    fn wants(&self, record: &Record) -> bool {
        let is_of = |(source, serials): &(EquipmentId, Range<u64>)| {
            item(record)
                .is_some_and(|item| item.origin() == *source && serials.contains(&item.serial()))
        };
        (self.from..=self.to).contains(&record.at)
            && (self.kinds.is_empty() || self.kinds.contains(&record.what()))
            && self.places.as_ref().is_none_or(|places| places.contains(&record.who()))
            && self.items.as_ref().is_none_or(is_of)
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let hint = did_you_mean(name, known);
    let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Failure::Usage(format!("{what} `{name}`{hint}"))
}

/// Equipment, with what may happen to it and its vehicles: `press`, and `press: jam`.
fn places_of(head: &Head, name: &str) -> Vec<EquipmentId> {
    let is_of =
        |it: &str| it.strip_prefix(name).is_some_and(|it| it.is_empty() || it.starts_with(": "));
    let numbered = (0..).map(EquipmentId).zip(&head.names);
    numbered.filter(|(_, it)| is_of(it)).map(|(id, _)| id).collect()
}

fn item_of(head: &Head, name: &str) -> Result<(EquipmentId, Range<u64>), Failure> {
    let parts = name.rsplit_once('#').and_then(|(source, serial)| {
        let source = head.names.iter().take(head.equipment).position(|it| it == source)?;
        Some((EquipmentId(source as u32), serial.parse::<u64>().ok()?))
    });
    let Some((source, serial)) = parts else {
        let message =
            format!("`{name}` is no item; items go by their source and number, as `source#0`");
        return Err(Failure::Usage(message));
    };
    Ok((source, serial..serial.saturating_add(1)))
}

fn order_of(head: &Head, name: &str) -> Result<(EquipmentId, Range<u64>), Failure> {
    let Some(order) = head.orders.iter().find(|order| order.name == name) else {
        let names = head.orders.iter().map(|order| order.name.as_str());
        return Err(unknown("the journal has no order", name, names));
    };
    let serials = order.first..order.first.saturating_add(order.count);
    Ok((EquipmentId(order.source), serials))
}

/// The item that a record tells of.
fn item(record: &Record) -> Option<ItemId> {
    let is_item = matches!(record.what().meaning().subject, Subject::Item);
    Some(record.item()).filter(|item| is_item && *item != ItemId::NONE)
}

/// Prints records, in the form that is wanted.
struct Printer<'a> {
    args: &'a JournalArgs,
    head: &'a Head,
    width: usize,
}

impl<'a> Printer<'a> {
    fn new(args: &'a JournalArgs, head: &'a Head) -> Self {
        let width = head.names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        Self { args, head, width: width.min(NAME) }
    }

    fn head(&self, out: &mut impl Write) -> std::io::Result<()> {
        if self.args.about || self.args.json {
            return Ok(());
        }
        if self.args.csv {
            return writeln!(out, "{}", COLUMNS.join(","));
        }
        let width = self.width;
        writeln!(out, "{BOLD}{:>15}  {:width$}  {:10}  details{BOLD:#}", "time", "where", "what")
    }

    fn records<'r>(
        &self,
        out: &mut impl Write,
        mut records: impl Iterator<Item = &'r Record>,
    ) -> std::io::Result<()> {
        if !self.args.csv {
            return records.try_for_each(|record| self.record(out, record));
        }
        let mut table = csv::Writer::from_writer(out);
        records.try_for_each(|record| self.line(&mut table, record))?;
        table.flush()
    }

    fn record(&self, out: &mut impl Write, record: &Record) -> std::io::Result<()> {
        if self.args.json {
            writeln!(out, "{}", Value::Object(self.object(record)))
        } else {
            let (width, what) = (self.width, record.what().meaning().name);
            let who = shorten(self.name(record.who()), width);
            let at = clock(record.at);
            writeln!(out, "{at:>15}  {who:width$}  {what:10}  {}", self.details(record))
        }
    }

    fn name(&self, id: EquipmentId) -> &'a str {
        self.head.names.get(id.index()).map_or("", String::as_str)
    }

    fn item(&self, item: ItemId) -> String {
        format!("{}#{}", self.name(item.origin()), item.serial())
    }

    fn cause(&self, record: &Record) -> Option<(&'static str, &'a str)> {
        match record.what().meaning().subject {
            Subject::Cause(role) if record.cause().is_some() => {
                Some((role, self.name(record.cause())))
            }
            _ => None,
        }
    }

    fn product(&self, record: &Record) -> Option<&'a str> {
        let is_product = matches!(record.what().meaning().level, Level::Product);
        let name = self.head.products.get(record.product().index());
        name.filter(|_| is_product).map(String::as_str)
    }

    /// Both spans, by name.
    fn spans(record: &Record) -> impl Iterator<Item = (&'static str, plantwright_units::SimSpan)> {
        let meaning = record.what().meaning();
        let spans = [(meaning.span, record.span), (meaning.extra, record.extra)];
        spans.into_iter().filter_map(|(name, span)| Some((name?, span)))
    }

    fn details(&self, record: &Record) -> String {
        let mut words: Vec<String> = Vec::new();
        words.extend(record.state_name().map(|name| name.replace('_', " ")));
        words.extend(item(record).map(|item| self.item(item)));
        words.extend(self.product(record).map(str::to_owned));
        let role = |(role, name): (&str, &str)| format!("{} {name}", role.replace('_', " "));
        words.extend(self.cause(record).map(role));
        let spans = Self::spans(record).filter(|(_, span)| span.as_nanos() > 0);
        words.extend(spans.map(|(name, span)| format!("{name} {span}")));
        if let Level::Count(of) = record.what().meaning().level {
            words.push(match self.head.named(record) {
                Some((of, name)) => format!("{of} {name}"),
                None => format!("{of} {}", record.level),
            });
        }
        words.join(", ")
    }

    fn object(&self, record: &Record) -> Map<String, Value> {
        let meaning = record.what().meaning();
        let mut object = Map::new();
        let mut put = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
        put("at_s", json!(record.at.as_secs_f64()));
        put("where", json!(self.name(record.who())));
        put("what", json!(meaning.name));
        if let Some(item) = item(record) {
            put("item", json!(self.item(item)));
        }
        if let Some(product) = self.product(record) {
            put("product", json!(product));
        }
        if let Some(state) = record.state_name() {
            put("state", json!(state));
        }
        if let Some((role, name)) = self.cause(record) {
            put(role, json!(name));
        }
        for (name, span) in Self::spans(record) {
            put(&format!("{name}_s"), json!(span.as_secs_f64()));
        }
        if let Level::Count(of) = meaning.level {
            match self.head.named(record) {
                Some((of, name)) => put(of, json!(name)),
                None => put(of, json!(record.level)),
            }
        }
        object
    }

    fn line<W: Write>(&self, table: &mut csv::Writer<W>, record: &Record) -> std::io::Result<()> {
        let meaning = record.what().meaning();
        let seconds = |is_there: bool, nanos: u64| {
            if !is_there {
                return String::new();
            }
            format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000)
        };
        let level = match meaning.level {
            Level::Count(_) => match self.head.named(record) {
                Some((_, name)) => name.to_owned(),
                None => record.level.to_string(),
            },
            Level::Nothing | Level::Product => String::new(),
        };
        table.write_record([
            seconds(true, record.at.as_nanos()).as_str(),
            self.name(record.who()),
            meaning.name,
            &item(record).map_or_else(String::new, |item| self.item(item)),
            self.product(record).unwrap_or_default(),
            record.state_name().unwrap_or_default(),
            self.cause(record).map_or("", |(_, name)| name),
            &seconds(meaning.span.is_some(), record.span.as_nanos()),
            &seconds(meaning.extra.is_some(), record.extra.as_nanos()),
            &level,
        ])?;
        Ok(())
    }
}

/// What a journal is about, counted as it is read.
#[derive(Debug)]
struct About {
    records: u64,
    digest: JournalDigest,
    end: Option<End>,
}

impl About {
    fn of(head: &Head) -> Self {
        let names = head.names.iter().map(String::as_str);
        let products = head.products.iter().map(String::as_str);
        Self { records: 0, digest: JournalDigest::new(names, products), end: None }
    }

    fn take(&mut self, records: &[Record]) {
        self.records += records.len() as u64;
        Batch::each(records, |batch| self.digest.take(batch));
    }

    /// Whether what was read is what was recorded.
    fn state(&self, hash: &str) -> &'static str {
        match &self.end {
            None => "cut off",
            Some(end) if end.journal_hash == hash && end.records == self.records => "whole",
            Some(_) => "whole, but not what was recorded",
        }
    }

    fn print(
        &self,
        args: &JournalArgs,
        head: &Head,
        until: SimTime,
        out: &mut impl Write,
    ) -> std::io::Result<()> {
        let hash = format!("{:032x}", self.digest.value());
        let end = self.end.as_ref();
        let ending = end.map(|end| end.ending.as_str());
        let state = self.state(&hash);
        if args.json {
            let value = json!({
                "program": head.program,
                "title": head.title,
                "scene": head.scene.path,
                "scene_digest": head.scene.digest,
                "seed": head.seed,
                "replication": head.replication,
                "scheduler": head.scheduler,
                "equipment": head.equipment,
                "records": self.records,
                "until_s": until.as_secs_f64(),
                "state": state,
                "ending": ending,
                "fault": end.and_then(|end| end.fault.clone()),
                "events": end.map(|end| end.events),
                "journal_hash": hash,
            });
            return writeln!(out, "{value}");
        }
        let mut line = |name: &str, value: &str| writeln!(out, "{name:14}{value}");
        line("title", &head.title)?;
        line("scene", &head.scene.path)?;
        line("scene digest", &head.scene.digest)?;
        line("seed", &format!("{}, replication {}", head.seed, head.replication))?;
        line("scheduler", head.scheduler.as_deref().unwrap_or("none"))?;
        line("written by", &head.program)?;
        line("records", &grouped(self.records))?;
        line("until", &clock(until))?;
        line("ending", ending.unwrap_or("unknown"))?;
        line("journal", &hash)?;
        line("state", state)
    }
}
