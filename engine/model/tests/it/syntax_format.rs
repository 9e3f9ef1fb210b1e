//! The canonical form: what it looks like, that it is stable, that it changes nothing.

use plantwright_model::syntax::{Node, format, format_node, parse};
use plantwright_model::{Report, Sources};

use crate::support::{BOTTLING, REMARKS, Random};

fn check(text: &str, expected: &str) {
    let formatted = format(text).expect("the text is correct");
    assert_eq!(formatted, expected, "for\n{text}");
    assert_stable(text);
}

/// Checks that formatting changes nothing but white space, and nothing at all the second time.
fn assert_stable(text: &str) {
    let once = format(text).unwrap_or_else(|findings| panic!("{findings:?} in\n{text}"));
    let twice = format(&once).unwrap_or_else(|findings| panic!("{findings:?} in\n{once}"));
    assert_eq!(once, twice, "formatting twice changes\n{text}");
    assert!(tree(text).same_value(&tree(&once)), "\n{text}\nbecame\n{once}");
    assert_eq!(comments(text), comments(&once), "comments of\n{text}\nbecame\n{once}");
    ron::from_str::<Box<ron::value::RawValue>>(&once)
        .unwrap_or_else(|error| panic!("ron says {error} about\n{once}"));
}

fn tree(text: &str) -> Node {
    let mut sources = Sources::new();
    let source = sources.add("", text);
    parse(&sources, source, &mut Report::new()).expect("the text is correct")
}

/// Returns the words of all comments that follow the convention of the generator, in order of name.
fn comments(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        text.split_whitespace().filter(|word| word.starts_with('#')).collect();
    found.sort_unstable();
    found
}

#[test]
fn samples_are_in_canonical_form() {
    assert_eq!(format(BOTTLING).unwrap(), BOTTLING);
    assert_eq!(format(REMARKS).unwrap(), REMARKS);
    assert_stable(BOTTLING);
    assert_stable(REMARKS);
}

#[test]
fn any_layout_leads_to_the_same_text() {
    let squeezed: Vec<&str> = BOTTLING.lines().map(str::trim).collect();
    let expected = BOTTLING.replace("\n\n", "\n");
    assert_eq!(format(&squeezed.join(" ")).unwrap(), expected);
    let spread = BOTTLING.replace('(', "(\n\n").replace(':', " :\n");
    let spread = spread.replace("06 :\n", "06:");
    assert_eq!(format(&spread).unwrap().replace("\n\n", "\n"), expected);
    assert_eq!(format(&BOTTLING.replace('\n', "\r\n")).unwrap(), BOTTLING);
}

#[test]
fn lines_are_broken_only_where_needed() {
    check(
        "(a:[],b:{},c:(),d:Name(),e:(1,))",
        "(\n    a: [],\n    b: {},\n    c: (),\n    d: Name(),\n    e: (1),\n)\n",
    );
    check("[1,2,[3]]", "[1, 2, [3]]\n");
    check("{\"a\":1}", "{\"a\": 1}\n");
    check("{\"a\":1,\"b\":(x:1)}", "{\n    \"a\": 1,\n    \"b\": (x: 1),\n}\n");
    check(
        "[{1:{2:3,4:5}}]",
        "[\n    {\n        1: {\n            2: 3,\n            4: 5,\n        },\n    },\n]\n",
    );
    check("r#type ( r#a-b : r#true )", "type(\n    r#a-b: r#true,\n)\n");
    let item = "x".repeat(94);
    check(&format!("[\"{item}\"]"), &format!("[\"{item}\"]\n"));
    check(&format!("[\"{item}\", 1]"), &format!("[\n    \"{item}\",\n    1,\n]\n"));
}

#[test]
fn comments_stay_with_their_items() {
    check(
        "// a\n\n\n// b\n( // c\nx /* d */ : /* e */ 1 /* f */ , /* g */ // h\n\n\ny: 2 // i\n, /* j */ z: 3\n// k\n) /* l */\n// m",
        "// a\n\n// b\n(\n    // c\n    /* d */\n    /* e */\n    x: 1, /* f */ /* g */ // h\n\n    y: 2, // i\n    /* j */\n    z: 3,\n    // k\n) /* l */\n// m\n",
    );
    check("[1, // a\n 2]", "[\n    1, // a\n    2,\n]\n");
    check("[\n\n// a\n\n]", "[\n    // a\n]\n");
    check("{ /* a */ 1: 2 }", "{\n    /* a */\n    1: 2,\n}\n");
    check("1 // a\n// b\n", "1 // a\n// b\n");
    check("[1 // a\n // b\n , // c\n 2]", "[\n    // a\n    // b\n    1, // c\n    2,\n]\n");
    check(
        "#![enable( implicit_some )] // a\n\n(b: 1)",
        "#![enable( implicit_some )]\n// a\n\n(\n    b: 1,\n)\n",
    );
}

#[test]
fn a_wrong_text_is_not_formatted() {
    let findings = format("(a: 1, b: 'two words')").unwrap_err();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].span.map(|span| (span.start, span.end)), Some((10, 21)));
}

#[test]
fn a_tree_without_a_text_can_be_written() {
    let mut sources = Sources::new();
    let source = sources.add("", "Scene(a: 'x', b: r\"\\\", c: [1])");
    let node = parse(&sources, source, &mut Report::new()).unwrap();
    assert_eq!(
        format_node(&sources, &node),
        "Scene(\n    a: 'x',\n    b: r\"\\\",\n    c: [1],\n)\n"
    );
    let mut others = Sources::new();
    others.add("", "");
    assert_eq!(
        format_node(&others, &node),
        "Scene(\n    a: 'x',\n    b: \"\\\\\",\n    c: [1],\n)\n"
    );
}

#[test]
fn random_texts_are_stable() {
    for seed in 0..1500 {
        let mut generator =
            Generator { random: Random::new(seed), text: String::new(), remarks: 0 };
        generator.gap();
        generator.value(4);
        generator.gap();
        assert_stable(&generator.text);
    }
}

/// Writes random texts that are correct.
struct Generator {
    random: Random,
    text: String,
    remarks: usize,
}

impl Generator {
    /// Writes white space and, now and then, a comment.
    fn gap(&mut self) {
        match self.random.below(14) {
            0 => self.text.push_str("\n\n"),
            1 => self.text.push('\n'),
            2 => self.text.push_str("  "),
            3 => self.remark("// #", "\n"),
            4 => self.remark("/* #", " */"),
            5 => self.remark("/* /* */ x\n  #", "\n*/"),
            _ => {}
        }
    }

    fn remark(&mut self, start: &str, end: &str) {
        self.remarks += 1;
        let remark = format!(" {start}{}{end}", self.remarks);
        self.text.push_str(&remark);
    }

    fn value(&mut self, depth: usize) {
        let leaf = depth == 0 || self.random.below(4) == 0;
        if leaf {
            let leaves = [
                "1",
                "-2.5e3",
                "true",
                "None",
                "'x'",
                "\"a b\"",
                "r#\"c\"d\"#",
                "\"e\\n\n f\"",
                "()",
                "r#x.y",
            ];
            let leaf = self.random.pick(&leaves);
            self.text.push_str(leaf);
            return;
        }
        let name = self.random.pick(&["Station", "", "r#in"]);
        match self.random.below(4) {
            0 => self.items("[", "]", |generator| generator.value(depth - 1)),
            1 => self.items("{", "}", |generator| {
                generator.value(depth.min(2) - 1);
                generator.label(depth);
            }),
            2 => self.items(&format!("{name}("), ")", |generator| {
                generator.value(depth - 1);
            }),
            _ => self.items(&format!("{name}("), ")", |generator| {
                let field = generator.random.pick(&["a", "process", "r#type", "r#k-v"]);
                generator.text.push_str(field);
                generator.label(depth);
            }),
        }
    }

    fn label(&mut self, depth: usize) {
        self.gap();
        self.text.push(':');
        self.gap();
        self.value(depth - 1);
    }

    fn items(&mut self, open: &str, close: &str, item: impl Fn(&mut Self)) {
        self.text.push_str(open);
        let count = self.random.below(5);
        for index in 0..count {
            self.gap();
            item(self);
            self.gap();
            if index + 1 < count || self.random.below(2) == 0 {
                self.text.push(',');
            }
        }
        self.gap();
        self.text.push_str(close);
    }
}
