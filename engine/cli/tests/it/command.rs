//! Starts the command, and gives every test a folder of its own.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A small line that runs for a few milliseconds.
pub(crate) const LINE: &str = r#"Scene(
    title: "Two in a row",
    run: (duration: "8 h", warm_up: "1 h", seed: 3),
    equipment: {
        "arrivals": Source(every: Exponential("1 min"), to: ["press"]),
        "press": Station(queue: Unlimited, process: Exponential("40 s"), to: ["pack"]),
        "pack": Station(queue: 5, process: Triangular("20 s", "30 s", "50 s"), to: ["shipping"]),
        "shipping": Sink(),
    },
)
"#;

/// What a command left behind.
#[derive(Debug)]
pub(crate) struct Done {
    /// The exit code.
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// Returns the standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Fails where the exit code is another one.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }
}

/// A folder of its own for each test, empty at first.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        if path.exists() {
            std::fs::remove_dir_all(&path).expect("the folder of an earlier run can go");
        }
        std::fs::create_dir_all(&path).expect("the folder for tests can be written");
        Self(path)
    }

    /// A folder with [`LINE`] in it, as `line.ron`.
    pub(crate) fn with_line(test: &str) -> Self {
        let folder = Self::new(test);
        folder.write("line.ron", LINE);
        folder
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("the folder for tests can be written");
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("the file was written")
    }

    /// The command, in this folder, without anything that depends on who runs the test.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plantwright"));
        command.current_dir(&self.0).args(args).env_remove("CLICOLOR_FORCE");
        command
    }

    /// Runs the command to its end.
    #[track_caller]
    pub(crate) fn plantwright(&self, args: &[&str]) -> Done {
        let output = self.command(args).output().expect("the command starts");
        let text = |bytes| String::from_utf8(bytes).expect("the output is text");
        Done {
            code: output.status.code().expect("the command ends by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}
