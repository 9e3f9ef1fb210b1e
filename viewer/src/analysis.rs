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
    plant: Arc<Plant>,
    pieces: Vec<Piece>,
    frame: Arc<Frame>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Analysis {
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
pub struct Analyst {
    questions: Sender<Question>,
    answers: Receiver<Analysis>,
    /// The instant that was asked about last.
    asked: Option<(usize, SimTime)>,
}

impl Analyst {
    /// Starts it.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub fn start(wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (questions, inbox) = unbounded::<Question>();
        let (outbox, answers) = unbounded();
        let work = move || {
            while let Ok(question) = inbox.recv() {
                // Only the last one matters.
                let question = inbox.try_iter().last().unwrap_or(question);
                if outbox.send(answer(&question)).is_err() {
                    return;
                }
                wake();
            }
        };
        std::thread::Builder::new().name("plantwright-analyst".to_owned()).spawn(work)?;
        Ok(Self { questions, answers, asked: None })
    }

    /// Asks about an instant, unless that is known or on its way.
    pub fn ask(&mut self, plant: &Arc<Plant>, pieces: &[Piece], frame: &Arc<Frame>) {
        let about = (pieces.len(), frame.at);
        if self.asked == Some(about) {
            return;
        }
        self.asked = Some(about);
        let (plant, frame) = (Arc::clone(plant), Arc::clone(frame));
        // An analyst that is gone answers no more: what it knew stays.
        let _gone = self.questions.send(Question { plant, pieces: pieces.to_vec(), frame }).is_err();
    }

    /// Forgets what was asked.
    pub fn forget(&mut self) {
        self.asked = None;
        self.answers.try_iter().for_each(drop);
    }

    /// Takes the last answer, if one has come.
    pub fn answer(&self) -> Option<Analysis> {
        self.answers.try_iter().last()
    }

    /// Waits for an answer: for pictures without a window, and tests.
    pub fn wait(&self, at_most: std::time::Duration) -> Option<Analysis> {
        self.answers.recv_timeout(at_most).ok()
    }
}

fn answer(question: &Question) -> Analysis {
    let Question { plant, pieces, frame } = question;
    let warm_up = SimTime::ZERO + plant.run.warm_up;
    let mut why = Why::new(plant);
    let mut watch = Closely::<BottleneckWatch>::new(plant);
    let mut is_warm = frame.from == SimTime::ZERO;
    for piece in pieces {
        let until = piece.partition_point(|record| record.at <= frame.at);
        let split = if is_warm { 0 } else { piece.partition_point(|record| record.at <= warm_up) };
        let (cold, warm) = piece[..until].split_at(split.min(until));
        tell(cold, &mut why, &mut watch);
        if !is_warm && split < until {
            is_warm = true;
            why.restart(frame.from);
            watch.restart(frame.from);
        }
        tell(warm, &mut why, &mut watch);
        if until < piece.len() {
            break;
        }
    }
    if !is_warm {
        why.restart(frame.from);
        watch.restart(frame.from);
    }
    let explanation = why.explain(plant, frame.at, &frame.closing);
    Analysis {
        at: frame.at,
        stations: explanation.stations(),
        items: explanation.items(),
        bottlenecks: watch.report(plant, frame.at, &frame.closing),
    }
}

fn tell(records: &[Record], why: &mut Why, watch: &mut Closely<BottleneckWatch>) {
    Batch::each(records, |batch| {
        why.take(batch);
        watch.take(batch);
    });
}
