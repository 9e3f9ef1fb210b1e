//! `plantwright journal --why`: where lost time came from, told from the records of a journal alone. Nothing is run again.

use std::io::Write as _;
use std::sync::Arc;

use plantwright_journal::file::{Block, Head, JournalReader};
use plantwright_journal::{Batch, Fold as _, Record};
use plantwright_kpi::why::Why;
use plantwright_model::{Plant, Report, Sources, syntax};
use plantwright_sim::Model;
use plantwright_units::SimTime;

use super::{each_block, ended};
use crate::args::JournalArgs;
use crate::exit::Failure;
use crate::output::{clock, json, table};
use crate::scene_file::Tables;
use crate::why::{Answer, Subject};

pub(super) fn run(
    args: &JournalArgs,
    name: &str,
    reader: &mut JournalReader,
) -> Result<(), Failure> {
    let path = args.journal.display();
    let broken = |what: &str| Failure::File(format!("{what}: {path}"));
    let head = reader.head().clone();
    let plant = plant_of(&head).map_err(|what| broken(&what))?;
    let subject = Subject::find(&plant, name)?;
    let mut heard = Heard::new(&plant);
    let error = each_block(reader, |block| {
        heard.take(block);
        Ok(())
    })?;
    let Some((at, closing)) = &heard.books else {
        let what = error.map_or_else(
            || "the journal is cut off before anything in it can be explained".to_owned(),
            |error| error.to_string(),
        );
        return Err(broken(&what));
    };
    let explanation = heard.why.explain(&plant, *at, closing);
    let answer = Answer::of(&plant, &explanation, subject);
    let known = Known { head: &head, plant: &plant, from: heard.from, until: *at };
    let text = if args.json { known.json(&answer) } else { known.text(&answer) };
    anstream::stdout().write_all(text.as_bytes())?;
    ended(args, reader, error, ["is explained", "what is explained came up to"], &clock(*at))
}

/// The plant of the scene that the journal carries.
pub(super) fn plant_of(head: &Head) -> Result<Arc<Plant>, String> {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let id = sources.add(head.scene.path.clone(), head.scene.text.clone());
    let root = syntax::parse(&sources, id, &mut report);
    let tables = Tables(&head.scene.tables);
    let model = root.and_then(|root| Model::of(&root, &mut sources, &tables, &mut report));
    let model = model.filter(|model| {
        let products = model.plant().products.iter().map(|facts| facts.name.as_str());
        model.plant().names() == head.names && products.eq(head.products.iter().map(String::as_str))
    });
    let plant = model.map(|model| Arc::clone(model.plant()));
    plant.ok_or_else(|| {
        "this version of the program makes another plant of the scene of the journal".to_owned()
    })
}

/// What was heard up to the books that were closed last.
struct Heard {
    why: Why,
    from: SimTime,
    /// Behind the last books. What goes on at the end of them is known only when the books are closed again.
    since: Vec<Record>,
    books: Option<(SimTime, Vec<Record>)>,
}

impl Heard {
    fn new(plant: &Plant) -> Self {
        Self { why: Why::new(plant), from: SimTime::ZERO, since: Vec::new(), books: None }
    }

    fn take(&mut self, block: Block) {
        match block {
            Block::Records(records) => self.since.extend(records),
            Block::Books(at, closing) => {
                self.hear();
                self.books = Some((at, closing));
            }
            Block::Restarted(at) => {
                self.hear();
                self.why.restart(at);
                self.from = at;
            }
            Block::End(_) => {}
        }
    }

    fn hear(&mut self) {
        Batch::each(&self.since, |batch| self.why.take(batch));
        self.since.clear();
    }
}

/// What stands around the answer.
struct Known<'a> {
    head: &'a Head,
    plant: &'a Plant,
    from: SimTime,
    until: SimTime,
}

impl Known<'_> {
    fn text(&self, answer: &Answer) -> String {
        let title =
            if self.head.title.is_empty() { &self.head.scene.path } else { &self.head.title };
        let replication = match self.head.replication {
            0 => String::new(),
            replication => format!(", replication {replication}"),
        };
        let measured = table::measured(self.from, self.until);
        let heading = format!("{title}\nseed {}{replication}; {measured}", self.head.seed);
        let parts = table::because(self.plant, answer);
        let parts: Vec<String> = std::iter::once(heading).chain(parts).collect();
        parts.join("\n\n") + "\n"
    }

    fn json(&self, answer: &Answer) -> String {
        let object = serde_json::json!({
            "scene": self.head.scene.path,
            "title": self.head.title,
            "seed": self.head.seed,
            "replication": self.head.replication,
            "simulated_s": self.until.as_secs_f64(),
            "warm_up_s": self.from.as_secs_f64(),
            "why": json::because(self.plant, answer),
        });
        format!("{object:#}\n")
    }
}
