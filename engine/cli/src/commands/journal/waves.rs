//! `plantwright journal --waves`: how stops and starts ran back through the items on a belt, told from the records of a journal.

use std::io::{BufWriter, Write};

use plantwright_journal::State;
use plantwright_journal::file::{Block, Head, JournalReader};
use plantwright_model::{Plant, did_you_mean};
use plantwright_sim::waves::{Cause, Stand, Tape, Wave};
use plantwright_units::{EquipmentId, SimTime};
use serde_json::{Value, json};

use super::{Filter, because, each_block, ended};
use crate::args::JournalArgs;
use crate::exit::Failure;
use crate::output::clock;
use crate::terminal::BOLD;

/// The columns of the CSV: a row for each item that stood.
const COLUMNS: [&str; 7] = ["wave", "because", "item", "from_s", "to_s", "at_m", "state"];

pub(super) fn run(
    args: &JournalArgs,
    name: &str,
    reader: &mut JournalReader,
) -> Result<(), Failure> {
    let path = args.journal.display();
    let broken = |what: &str| Failure::File(format!("{what}: {path}"));
    let head = reader.head().clone();
    let filter = Filter::of(args, &head)?;
    let plant = because::plant_of(&head).map_err(|what| broken(&what))?;
    let belts = || plant.equipment.iter().filter(|facts| facts.belt.is_some());
    let Some(belt) = plant.find(name) else {
        let near = did_you_mean(name, belts().map(|facts| facts.name.as_str()));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::Usage(format!("no belt in the journal is called `{name}`{hint}")));
    };
    let no_waves = |error| Failure::Usage(format!("`{name}` is {error}"));
    let mut tape = Tape::new(&plant, belt).map_err(no_waves)?;
    let mut until = SimTime::ZERO;
    let error = each_block(reader, |block| {
        match block {
            Block::Records(records) => {
                for record in &records {
                    tape.take(record);
                }
                until = records.last().map_or(until, |record| record.at);
            }
            Block::Books(at, closing) => {
                tape.close(closing);
                until = at;
            }
            Block::Restarted(_) | Block::End(_) => {}
        }
        Ok(())
    })?;
    let waves = tape.play(until).map_err(no_waves)?;
    let mut out = BufWriter::new(anstream::stdout());
    let mut printer = Printer::new(args, &head, &plant, belt);
    printer.head(&mut out)?;
    waves.each(|wave| printer.wave(&mut out, &filter, &wave))?;
    out.flush()?;
    let until = clock(waves.until());
    if waves.is_odd() {
        let said = format!(
            "from {until} on, items on `{name}` do not come to its exit when its length and its speed say so: something slows it \
             down of which no record tells, such as wear; waves are told up to there"
        );
        writeln!(anstream::stderr(), "plantwright: {said}: {path}")?;
    }
    ended(args, reader, error, ["was read", "waves are told up to"], &until)
}

/// Prints waves, in the form that is wanted.
struct Printer<'a> {
    args: &'a JournalArgs,
    head: &'a Head,
    plant: &'a Plant,
    belt: EquipmentId,
    /// How many were told.
    number: u64,
}

impl<'a> Printer<'a> {
    fn new(args: &'a JournalArgs, head: &'a Head, plant: &'a Plant, belt: EquipmentId) -> Self {
        Self { args, head, plant, belt, number: 0 }
    }

    /// Whether it is told of every item that stood.
    fn stands(&self) -> bool {
        self.args.fronts.stands || self.args.item.is_some() || self.args.order.is_some()
    }

    fn head(&self, out: &mut impl Write) -> std::io::Result<()> {
        if self.args.json {
            return Ok(());
        }
        if self.args.csv {
            return writeln!(out, "{}", COLUMNS.join(","));
        }
        let facts = self.plant.equipment(self.belt);
        if let Some(belt) = &facts.belt {
            let name = &facts.name;
            writeln!(
                out,
                "`{name}`, {} at {}; places are those of fronts, from the entry",
                belt.length, belt.speed
            )?;
        }
        let [stops, last, start] = ["stop", "last stop", "start"];
        writeln!(
            out,
            "{BOLD}{stops:>15}  stood  at once  back to [mm]  {last:>15}  front [m/s]  {start:>15}  front [m/s]  because{BOLD:#}"
        )
    }

    fn wave(&mut self, out: &mut impl Write, filter: &Filter, wave: &Wave) -> std::io::Result<()> {
        let ends = wave.stands.iter().map(|stand| stand.to.unwrap_or(SimTime::MAX)).max();
        let is_wanted = |stand: &&Stand| {
            filter.items.as_ref().is_none_or(|(source, serials)| {
                stand.item.origin() == *source && serials.contains(&stand.item.serial())
            })
        };
        let stands: Vec<&Stand> = wave.stands.iter().filter(is_wanted).collect();
        let is_within = wave.from() <= filter.to && ends.is_some_and(|ends| ends >= filter.from);
        if stands.is_empty() || !is_within {
            return Ok(());
        }
        self.number += 1;
        if self.args.csv {
            self.lines(out, wave, &stands)
        } else if self.args.json {
            writeln!(out, "{}", self.object(wave, &stands))
        } else {
            self.text(out, wave, &stands)
        }
    }

    fn text(&self, out: &mut impl Write, wave: &Wave, stands: &[&Stand]) -> std::io::Result<()> {
        let millimetres = |metres: f64| format!("{:.0}", metres * 1e3);
        let instant = |at: Option<SimTime>| at.map_or_else(|| "not yet".to_owned(), clock);
        let speed = |speed: Option<f64>, none: &str| {
            speed.map_or_else(|| none.to_owned(), |speed| format!("{speed:.3}"))
        };
        let (last, together) = (last(wave), wave.together());
        let none = if together == wave.stands.len() { "at once" } else { "" };
        let stop = speed(wave.stop_mps(), none);
        let start = speed(wave.start_mps(), if wave.to().is_some() { "at once" } else { "" });
        writeln!(
            out,
            "{:>15}  {:>5}  {together:>7}  {:>12}  {:>15}  {stop:>11}  {:>15}  {start:>11}  {}",
            clock(wave.from()),
            wave.stands.len(),
            millimetres(last.at_m),
            clock(last.from),
            instant(wave.to()),
            self.because(wave.cause),
        )?;
        for stand in stands.iter().filter(|_| self.stands()) {
            let at = millimetres(stand.at_m);
            let item = self.plant.item_name(stand.item);
            let (from, to) = (clock(stand.from), instant(stand.to));
            writeln!(out, "{:>17}{item} stood at {at} mm from {from} to {to}", "")?;
        }
        Ok(())
    }

    fn object(&self, wave: &Wave, stands: &[&Stand]) -> Value {
        let (last, cause) = (last(wave), wave.cause);
        let (who, state, why) = self.parts(cause);
        let mut object = json!({
            "belt": self.name(self.belt),
            "stop_s": wave.from().as_secs_f64(),
            "stood": wave.stands.len(),
            "at_once": wave.together(),
            "back_to_m": last.at_m,
            "last_stop_s": last.from.as_secs_f64(),
            "stop_mps": wave.stop_mps(),
            "start_s": wave.to().map(SimTime::as_secs_f64),
            "start_mps": wave.start_mps(),
            "because": {"of": who, "state": state, "why": why},
        });
        if self.stands() {
            let stand = |stand: &&Stand| {
                json!({
                    "item": self.plant.item_name(stand.item),
                    "from_s": stand.from.as_secs_f64(),
                    "to_s": stand.to.map(SimTime::as_secs_f64),
                    "at_m": stand.at_m,
                })
            };
            object["stands"] = stands.iter().map(stand).collect();
        }
        object
    }

    fn lines(&self, out: &mut impl Write, wave: &Wave, stands: &[&Stand]) -> std::io::Result<()> {
        let seconds = |at: SimTime| {
            let nanos = at.as_nanos();
            format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000)
        };
        let mut table = csv::Writer::from_writer(out);
        let (who, state, _) = self.parts(wave.cause);
        for stand in stands {
            table.write_record([
                self.number.to_string().as_str(),
                &who,
                &self.plant.item_name(stand.item),
                &seconds(stand.from),
                &stand.to.map_or_else(String::new, seconds),
                &format!("{:.6}", stand.at_m),
                state.unwrap_or_default(),
            ])?;
        }
        table.flush()
    }

    fn name(&self, id: EquipmentId) -> &'a str {
        self.head.names.get(id.index()).map_or("", String::as_str)
    }

    /// Who it is because of, what that is in, and what for.
    fn parts(&self, cause: Cause) -> (String, Option<&'static str>, Option<String>) {
        let named = |id: Option<EquipmentId>| id.map(|id| self.name(id).to_owned());
        match cause {
            Cause::Receiver { root, state, why, .. } => {
                (self.name(root).to_owned(), state.map(State::name), named(why))
            }
            Cause::Halted { state, why } => {
                (self.name(self.belt).to_owned(), Some(state.name()), named(why))
            }
            Cause::Eye { whose, number } => {
                let eye = self.plant.equipment(whose).eyes().get(number);
                let eye = eye.map_or_else(String::new, |eye| eye.name.clone());
                (self.name(whose).to_owned(), None, Some(eye))
            }
            Cause::Zone | Cause::Unknown => (String::new(), None, None),
        }
    }

    fn because(&self, cause: Cause) -> String {
        let (who, state, why) = self.parts(cause);
        let state = state.unwrap_or_default().replace('_', " ");
        // A failure is called by whose it is: `press: jam`.
        let why = why.map(|why| why.strip_prefix(&format!("{who}: ")).unwrap_or(&why).to_owned());
        match cause {
            Cause::Receiver { who: receiver, root, state: is_known, .. } => {
                let of = if receiver == root {
                    format!("`{who}`")
                } else {
                    format!("`{}`, which waits for `{who}`", self.name(receiver))
                };
                let is_idle = is_known == Some(State::Idle);
                let why =
                    why.filter(|_| !is_idle).map_or_else(String::new, |why| format!(": {why}"));
                let is = if is_known.is_some() { " is " } else { " takes none" };
                format!("{of}{is}{state}{why}")
            }
            Cause::Halted { .. } => {
                let why = why.map_or_else(String::new, |why| format!(": {why}"));
                format!("the belt is {state}{why}")
            }
            Cause::Eye { .. } => format!("the photo-eye `{}` of `{who}`", why.unwrap_or_default()),
            Cause::Zone => "the zone ahead is not empty".to_owned(),
            Cause::Unknown => String::new(),
        }
    }
}

/// The one that stands furthest back.
fn last(wave: &Wave) -> &Stand {
    wave.stands.last().unwrap_or(&wave.stands[0])
}
