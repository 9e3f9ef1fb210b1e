//! Where lost time comes from, and where the bottleneck is: reckoned from the journal on a thread of its own, when asked for.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, unbounded};
use plantwright_journal::{Batch, Fold as _, Record};
use plantwright_kpi::why::{Items, Station, Why};
use plantwright_kpi::{BottleneckWatch, Bottlenecks, Closely};
use plantwright_model::Plant;
use plantwright_units::SimTime;

use crate::session::{Frame, Piece};

/// What is asked.
#[derive(Debug, Clone)]
struct Question {
    /// Which run it is about: they are counted.
    run: u64,
    plant: Arc<Plant>,
    /// What has happened since the last question about it.
    new: Vec<Piece>,
    frame: Arc<Frame>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Of which run.
    run: u64,
    /// As of when.
    pub at: SimTime,
    /// The lost time of each station.
    pub stations: Vec<Station>,
    /// Of all completed items.
    pub items: Items,
    /// Three methods to find the bottleneck.
    pub bottlenecks: Bottlenecks,
}

/// Answers one question after the other.
#[derive(Debug)]
pub(crate) struct Analyst {
    questions: Sender<Question>,
    answers: Receiver<Analysis>,
    /// The instant that was asked about last.
    asked: Option<(usize, SimTime)>,
    /// The instant of the last answer.
    answered: Option<SimTime>,
    run: u64,
    /// How many pieces of its journal the analyst was sent.
    sent: usize,
}

impl Analyst {
    /// Starts it.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub(crate) fn start(wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (questions, inbox) = unbounded::<Question>();
        let (outbox, answers) = unbounded();
        let work = move || {
            let mut known: Option<Known> = None;
            let mut journal = (0, Vec::new());
            while let Ok(mut question) = inbox.recv() {
                gather(&mut journal, &mut question);
                // Only the last one matters.
                for mut later in inbox.try_iter() {
                    gather(&mut journal, &mut later);
                    question = later;
                }
                let pieces = &journal.1;
                let fits = known.take().filter(|known| known.fits(&question, pieces));
                let known = known.insert(fits.unwrap_or_else(|| Known::new(&question)));
                if outbox.send(known.answer(&question, pieces)).is_err() {
                    return;
                }
                wake();
            }
        };
        std::thread::Builder::new().name("plantwright-analyst".to_owned()).spawn(work)?;
        Ok(Self { questions, answers, asked: None, answered: None, run: 0, sent: 0 })
    }

    /// Asks about an instant, unless that is known or on its way.
    pub(crate) fn ask(&mut self, plant: &Arc<Plant>, pieces: &[Piece], frame: &Arc<Frame>) {
        let about = (pieces.len(), frame.at);
        if self.asked == Some(about) {
            return;
        }
        self.asked = Some(about);
        let (plant, frame) = (Arc::clone(plant), Arc::clone(frame));
        let new = pieces[self.sent.min(pieces.len())..].to_vec();
        self.sent = pieces.len();
        // An analyst that is gone answers no more: what it knew stays.
        let _gone = self.questions.send(Question { run: self.run, plant, new, frame }).is_err();
    }

    /// Forgets what was asked.
    pub(crate) fn forget(&mut self) {
        (self.asked, self.answered, self.sent) = (None, None, 0);
        self.run += 1;
        self.answers.try_iter().for_each(drop);
    }

    /// Takes the last answer, if one has come.
    pub(crate) fn answer(&mut self) -> Option<Analysis> {
        let run = self.run;
        let last = self.answers.try_iter().filter(|answer| answer.run == run).last();
        self.note(last)
    }

    /// Waits for an answer: for pictures without a window, and tests.
    pub(crate) fn wait(&mut self, at_most: std::time::Duration) -> Option<Analysis> {
        let answer =
            self.answers.recv_timeout(at_most).ok().filter(|answer| answer.run == self.run);
        self.note(answer)
    }

    fn note(&mut self, answer: Option<Analysis>) -> Option<Analysis> {
        self.answered = answer.as_ref().map(|answer| answer.at).or(self.answered);
        answer
    }

    /// Tells whether an answer is on its way.
    pub(crate) fn is_reckoning(&self) -> bool {
        self.asked.is_some_and(|(_, at)| self.answered != Some(at))
    }
}

/// Adds what a question brings to what is known of the journal of its run.
fn gather(journal: &mut (u64, Vec<Piece>), question: &mut Question) {
    if journal.0 != question.run {
        *journal = (question.run, Vec::new());
    }
    journal.1.append(&mut question.new);
}

/// What has been heard of a run so far: the next question about it need not begin anew.
#[derive(Debug)]
struct Known {
    run: u64,
    plant: Arc<Plant>,
    why: Why,
    watch: Closely<BottleneckWatch>,
    is_warm: bool,
    /// How many whole pieces were heard, and how many records of the next one.
    heard: (usize, usize),
    until: SimTime,
}

impl Known {
    fn new(question: &Question) -> Self {
        let plant = Arc::clone(&question.plant);
        Self {
            run: question.run,
            why: Why::new(&plant),
            watch: Closely::new(&plant),
            is_warm: question.frame.from == SimTime::ZERO && plant.run.warm_up.as_nanos() == 0,
            heard: (0, 0),
            until: SimTime::ZERO,
            plant,
        }
    }

    /// Whether a question is about the same run, and about no earlier instant.
    fn fits(&self, question: &Question, pieces: &[Piece]) -> bool {
        self.run == question.run
            && Arc::ptr_eq(&self.plant, &question.plant)
            && question.frame.at >= self.until
            && pieces.len() >= self.heard.0
    }

    fn answer(&mut self, question: &Question, pieces: &[Piece]) -> Analysis {
        let Question { plant, frame, .. } = question;
        let warm_up = SimTime::ZERO + plant.run.warm_up;
        while let Some(piece) = pieces.get(self.heard.0) {
            let until = piece.partition_point(|record| record.at <= frame.at);
            let split =
                if self.is_warm { 0 } else { piece.partition_point(|record| record.at <= warm_up) };
            let from = self.heard.1.min(until);
            let split = split.clamp(from, until.max(from));
            self.tell(&piece[from..split]);
            if split < until {
                self.warm_up(warm_up);
            }
            self.tell(&piece[split..until]);
            if until < piece.len() {
                self.heard.1 = until;
                break;
            }
            self.heard = (self.heard.0 + 1, 0);
        }
        self.until = frame.at;
        if frame.at >= warm_up && frame.from > SimTime::ZERO {
            self.warm_up(warm_up);
        }
        let explanation = self.why.explain(plant, frame.at, &frame.closing);
        Analysis {
            run: self.run,
            at: frame.at,
            stations: explanation.stations(),
            items: explanation.items(),
            bottlenecks: self.watch.report(plant, frame.at, &frame.closing),
        }
    }

    fn warm_up(&mut self, at: SimTime) {
        if !self.is_warm {
            self.is_warm = true;
            self.why.restart(at);
            self.watch.restart(at);
        }
    }

    fn tell(&mut self, records: &[Record]) {
        Batch::each(records, |batch| {
            self.why.take(batch);
            self.watch.take(batch);
        });
    }
}
