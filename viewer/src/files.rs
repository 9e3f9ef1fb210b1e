//! Files by the dialogs of the system: to open, and to save. They are shown on a thread of their own, since the window waits for
//! nobody. Where the system has none, the window says what else can be done.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};
use eframe::egui::ColorImage;

use crate::shot;

/// Nobody closes a dialog as soon as that: there was none.
const AT_ONCE: Duration = Duration::from_millis(300);

/// What can be saved.
#[derive(Debug)]
pub(crate) enum Content {
    /// A table.
    Text(String),
    /// A picture.
    Picture(Box<ColorImage>),
}

impl Content {
    /// Writes it.
    pub(crate) fn write(&self, path: &Path) -> std::io::Result<()> {
        match self {
            Self::Text(text) => std::fs::write(path, text),
            Self::Picture(image) => shot::write(path, image),
        }
    }
}

/// What a dialog is for.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// A scene or a journal is to be opened.
    Open,
    /// Something is to be saved, under this name if nothing else is said.
    Save(String, Content),
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A file was chosen.
    Chosen(PathBuf, Wanted),
    /// The dialog was closed.
    GivenUp,
    /// There is no dialog on this system.
    NoDialog(Wanted),
}

/// The dialogs of a window: one at a time.
#[derive(Debug)]
pub(crate) struct Dialogs {
    outbox: Sender<Answer>,
    answers: Receiver<Answer>,
    is_open: bool,
}

impl Default for Dialogs {
    fn default() -> Self {
        let (outbox, answers) = unbounded();
        Self { outbox, answers, is_open: false }
    }
}

impl Dialogs {
    /// Shows a dialog, unless one is open.
    pub(crate) fn ask(
        &mut self,
        wanted: Wanted,
        title: &'static str,
        folder: Option<PathBuf>,
        wake: impl Fn() + Send + 'static,
    ) {
        if self.is_open {
            return;
        }
        let outbox = self.outbox.clone();
        let show = move || {
            let answer = answer(wanted, |wanted| choose(wanted, title, folder));
            // A window that is closed wants no answer.
            let _gone = outbox.send(answer).is_err();
            wake();
        };
        let thread = std::thread::Builder::new().name("plantwright-dialog".to_owned());
        self.is_open = thread.spawn(show).is_ok();
    }

    /// Takes the answer, once it has come.
    pub(crate) fn answer(&mut self) -> Option<Answer> {
        let answer = self.answers.try_recv().ok();
        self.is_open &= answer.is_none();
        answer
    }
}

/// Shows a dialog, and tells one that was closed from one that never was.
#[expect(clippy::disallowed_methods, reason = "how long a person takes")]
fn answer(wanted: Wanted, choose: impl FnOnce(&Wanted) -> Option<PathBuf>) -> Answer {
    let began = Instant::now();
    match choose(&wanted) {
        Some(path) => Answer::Chosen(path, wanted),
        None if began.elapsed() < AT_ONCE => Answer::NoDialog(wanted),
        None => Answer::GivenUp,
    }
}

fn choose(wanted: &Wanted, title: &str, folder: Option<PathBuf>) -> Option<PathBuf> {
    let mut dialog = rfd::FileDialog::new().set_title(title);
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    match wanted {
        Wanted::Open => dialog.add_filter("Plantwright", &["ron", "pwj"]).pick_file(),
        Wanted::Save(name, _) => dialog.set_file_name(name).save_file(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_that_was_closed_is_told_from_none() {
        let table = || Wanted::Save("a.csv".to_owned(), Content::Text("a,b\n".to_owned()));
        assert!(matches!(answer(table(), |_| None), Answer::NoDialog(Wanted::Save(..))));
        let slowly = |_: &Wanted| {
            std::thread::sleep(AT_ONCE);
            None
        };
        assert!(matches!(answer(table(), slowly), Answer::GivenUp));
        let chosen = |_: &Wanted| Some(PathBuf::from("b.csv"));
        let Answer::Chosen(path, Wanted::Save(name, content)) = answer(table(), chosen) else {
            panic!("it was chosen");
        };
        assert_eq!((path, name.as_str()), (PathBuf::from("b.csv"), "a.csv"));
        let folder = std::env::temp_dir().join(format!("plantwright-files-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        content.write(&folder.join("b.csv")).unwrap();
        assert_eq!(std::fs::read_to_string(folder.join("b.csv")).unwrap(), "a,b\n");
        assert!(content.write(&folder.join("not/there.csv")).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
