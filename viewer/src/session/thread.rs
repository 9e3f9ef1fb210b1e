//! The engine on a thread of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, unbounded};

use super::tape::{Stack, Stationer, stationer};
use super::{Command, Engine, Speed, Update};

/// Updates are sent so often: more would not be seen.
const BETWEEN_UPDATES: Duration = Duration::from_millis(33);

/// The first update after a command is sent so soon, and each one after it twice as late, up to that: so blank sheets are laid
/// out before many are needed.
const FIRST_UPDATE: Duration = Duration::from_millis(4);

/// Work is done for so long before commands are looked at.
const STRETCH: Duration = Duration::from_millis(6);

/// So many updates may wait for the interface; then the core goes on, and tells more at once later.
const WAITING: usize = 6;

/// A simulation on its own thread.
#[derive(Debug)]
pub struct Session {
    commands: Sender<Command>,
    updates: Receiver<Update>,
    stationer: Stationer,
}

impl Session {
    /// Starts it. `wake` is called whenever there is something to see.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub fn start(wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (commands, inbox) = unbounded();
        let (outbox, updates) = unbounded();
        let (stationer, blank) = stationer();
        let name = "plantwright-core".to_owned();
        std::thread::Builder::new()
            .name(name)
            .spawn(move || serve(&inbox, &outbox, &blank, &wake))?;
        Ok(Self { commands, updates, stationer })
    }

    /// Asks for something. It never waits.
    pub fn send(&self, command: Command) {
        if matches!(command, Command::SetSpeed(Speed::Unlimited) | Command::GoTo(_)) {
            self.stationer.prepare();
        }
        // A core that is gone has told so before.
        let _gone = self.commands.send(command).is_err();
    }

    /// Takes the next update, if one has come. Before each picture it is asked until there is none, and what is written on is seen
    /// to.
    pub fn next(&self) -> Option<Update> {
        self.stationer.restock();
        self.updates.try_recv().ok()
    }

    /// Waits for the next update: for tests, and for pictures without a window.
    pub fn wait(&self, at_most: Duration) -> Option<Update> {
        self.stationer.restock();
        self.updates.recv_timeout(at_most).ok()
    }
}

fn serve(inbox: &Receiver<Command>, outbox: &Sender<Update>, blank: &Stack, wake: &dyn Fn()) {
    let mut engine = Engine::writing_on(blank.clone());
    let (mut worked, mut told) = (now(), now());
    let mut between = BETWEEN_UPDATES;
    let mut next = None;
    loop {
        let command = if next.is_some() {
            next.take()
        } else if engine.is_busy() {
            match inbox.try_recv() {
                Ok(command) => Some(command),
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => return,
            }
        } else {
            let patience =
                if engine.has_news() { BETWEEN_UPDATES } else { Duration::from_hours(1) };
            match inbox.recv_timeout(patience) {
                Ok(command) => Some(command),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        };
        let is_command = command.is_some();
        if is_command && !engine.is_busy() {
            worked = now();
            between = FIRST_UPDATE;
        }
        let done = catch_unwind(AssertUnwindSafe(|| {
            if let Some(command) = command {
                engine.command(latest(command, inbox, &mut next));
            }
            let began = now();
            engine.work(began.duration_since(worked));
            worked = began;
            while engine.is_busy() && began.elapsed() < STRETCH && inbox.is_empty() {
                engine.work(Duration::ZERO);
            }
            let is_due = is_command || !engine.is_busy() || told.elapsed() >= between;
            if is_due && engine.has_news() && outbox.len() < WAITING {
                told = now();
                between = (between * 2).min(BETWEEN_UPDATES);
                engine.updates()
            } else {
                Vec::new()
            }
        }));
        let updates = done.unwrap_or_else(|panic| {
            engine = Engine::writing_on(blank.clone());
            vec![Update::Crashed(words(&*panic))]
        });
        let is_news = !updates.is_empty();
        for update in updates {
            if outbox.send(update).is_err() {
                return;
            }
        }
        if is_news {
            wake();
        }
        if engine.is_busy() && !engine.is_hurried() {
            // In real time there is little to do between two pictures.
            std::thread::sleep(Duration::from_millis(4));
        }
    }
}

/// Of several instants to be shown one after the other, only the last one matters.
fn latest(command: Command, inbox: &Receiver<Command>, next: &mut Option<Command>) -> Command {
    let mut latest = command;
    while matches!(latest, Command::Look(_)) {
        match inbox.try_recv() {
            Ok(look @ Command::Look(_)) => latest = look,
            Ok(other) => {
                *next = Some(other);
                break;
            }
            Err(_) => break,
        }
    }
    latest
}

/// What a panic says.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "the core panicked".to_owned())
}

/// The time on the wall.
#[expect(clippy::disallowed_methods, reason = "the speed of a run is told in time on the wall")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use plantwright_sim::Model;
    use plantwright_units::{SimSpan, SimTime};

    use super::super::{Goal, Opening, Status};
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn opened() -> Session {
        let scene = r#"Scene(run: (duration: "4 h"), equipment: {
            "in": Source(every: Exponential("1 min"), to: ["machine"]),
            "machine": Station(queue: Unlimited, process: Exponential("50 s"), to: ["out"]),
            "out": Sink()})"#;
        let model = Model::read("scene", scene).unwrap();
        let session = Session::start(|| {}).unwrap();
        session.send(Command::Open(Box::new(Opening { model, replication: 0 })));
        session
    }

    #[test]
    fn it_runs_to_the_end_while_nobody_waits() {
        let session = opened();
        session.send(Command::GoTo(Goal::Standstill));
        loop {
            let update = session.wait(PATIENCE).expect("the end");
            if matches!(update, Update::Went { status: Status::Reached, .. }) {
                break;
            }
        }
        session.send(Command::Look(SimTime::ZERO + SimSpan::from_secs(600)));
        let update = session.wait(PATIENCE).expect("an instant");
        assert!(matches!(update, Update::Looked { .. }), "{update:?}");
    }

    #[test]
    fn a_panic_is_told_and_the_session_lives_on() {
        let session = opened();
        session.send(Command::Panic);
        loop {
            if let Update::Crashed(said) = session.wait(PATIENCE).expect("what happened") {
                assert_eq!(said, "as the test wants it");
                break;
            }
        }
        // And again, from the beginning.
        let again = opened();
        drop(session);
        again.send(Command::Play);
        assert!(again.wait(PATIENCE).is_some());
    }
}
