//! Typed decoding: the forms it takes, and every mistake of a text at once.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use plantwright_model::syntax::{RawNode, Spanned, decode, parse};
use plantwright_model::{Report, Sources};
use serde::de::{DeserializeOwned, EnumAccess, MapAccess, SeqAccess, VariantAccess as _, Visitor};
use serde::{Deserialize, Deserializer};

use crate::support::{assert_lines, lines};

fn read<T: DeserializeOwned>(text: &str) -> (Option<T>, Vec<String>) {
    let mut sources = Sources::new();
    let source = sources.add("scene.ron", text);
    let mut report = Report::new();
    let node = parse(&sources, source, &mut report);
    let value = node.and_then(|node| decode(&node, &mut report));
    (value, lines(&sources, report))
}

/// Checks that a text is read without a finding, and returns its value.
fn good<T: DeserializeOwned>(text: &str) -> T {
    let (value, found) = read(text);
    assert_lines(text, &found, "");
    value.unwrap_or_else(|| panic!("no value and no finding for\n{text}"))
}

/// Checks the findings about a text.
fn bad<T: DeserializeOwned>(text: &str, expected: &str) {
    let (value, found) = read::<T>(text);
    assert_lines(text, &found, expected);
    assert!(value.is_none(), "a value in spite of mistakes for\n{text}");
}

/// A length in millimeters, read from a string, as quantities are.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Length(u64);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Length;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a length such as \"90 mm\"")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Length, E> {
                let parts = text.split_once(' ');
                let number = |text: &str| text.parse().map_err(E::custom);
                match parts {
                    Some((value, "mm")) => Ok(Length(number(value)?)),
                    Some((value, "m")) => Ok(Length(1000 * number(value)?)),
                    _ => Err(E::custom(format!("`{text}` is not a length\nwrite \"90 mm\""))),
                }
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Belt {
    length: Length,
    pitch: Length,
    speed: f64,
    #[serde(default)]
    accumulating: bool,
    #[serde(default)]
    to: Vec<String>,
    note: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq)]
enum Time {
    Constant(Length),
    Uniform(Length, Length),
    Triangular { min: Length, mode: Length, max: Length },
    Never,
    Moving(Belt),
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Line {
    title: String,
    #[serde(default)]
    seed: u32,
    #[serde(default)]
    belts: BTreeMap<String, Belt>,
    #[serde(default)]
    times: Vec<Time>,
    at: Option<(Length, Length)>,
}

const BELT: &str = "length: \"1 m\", pitch: \"90 mm\", speed: 1";

#[test]
fn names_and_positions_are_both_taken() {
    let named = Time::Triangular { min: Length(1), mode: Length(2), max: Length(3) };
    assert_eq!(good::<Time>("Triangular(min: \"1 mm\", mode: \"2 mm\", max: \"3 mm\")"), named);
    assert_eq!(good::<Time>("Triangular(\"1 mm\", \"2 mm\", \"3 mm\")"), named);
    let belt: Belt = good(&format!("Belt({BELT})"));
    assert_eq!(good::<Belt>("(\"1 m\", \"90 mm\", 1.0)"), belt);
    assert_eq!(
        good::<Time>("Moving(\"1 m\", \"90 mm\", 1.0)"),
        Time::Moving(good("(\"1 m\", \"90 mm\", 1)"))
    );
    assert_eq!(good::<Time>(&format!("Moving({BELT})")), good(&format!("Moving(({BELT}))")));
}

#[test]
fn variants_of_all_sorts_are_taken() {
    let times = "[Never, Never(), Constant(\"1 m\"), Uniform(\"1 m\", \"2 m\")]";
    let expected = vec![
        Time::Never,
        Time::Never,
        Time::Constant(Length(1000)),
        Time::Uniform(Length(1000), Length(2000)),
    ];
    assert_eq!(good::<Vec<Time>>(times), expected);
}

#[test]
fn options_newtypes_and_numbers_are_taken() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Meters(f64);
    #[derive(Debug, Deserialize, PartialEq)]
    struct Marker;
    assert_eq!(good::<Option<u8>>("None"), None);
    assert_eq!(good::<Option<u8>>("Some(3)"), Some(3));
    assert_eq!(good::<Option<u8>>("3"), Some(3));
    assert_eq!(good::<Option<Option<u8>>>("Some(None)"), Some(None));
    assert_eq!(good::<Meters>("3"), Meters(3.0));
    assert_eq!(good::<Meters>("Meters(-1_000.5)"), Meters(-1000.5));
    assert_eq!(good::<Vec<Marker>>("[Marker, Marker()]"), [Marker, Marker]);
    assert_eq!(good::<(u64, i64, char, ())>("(0xFF, -1_0, 'x', ())"), (255, -10, 'x', ()));
    assert_eq!(
        good::<BTreeMap<u8, bool>>("{1: true, 2: false}"),
        BTreeMap::from([(1, true), (2, false)])
    );
    assert_eq!(good::<u64>("18_446_744_073_709_551_615"), u64::MAX);
    assert_eq!(good::<i64>("-9223372036854775808"), i64::MIN);
    assert_eq!(good::<f64>("inf"), f64::INFINITY);
}

#[test]
fn every_mistake_is_found_at_once() {
    bad::<Line>(
        "Line(
            titel: \"x\",
            seed: -1,
            belts: {
                \"a\": (lenght: \"1 m\", pitch: 90, speed: \"fast\", to: \"b\"),
                \"b\": (length: \"1 s\", to: [\"c\", 4, Five], colour: \"red\"),
                \"b\": Belt(),
                \"c\": Bolt(),
            },
            times: [Constant(1), Uniform(\"1 m\"), Never(2), Tri(1), \"Never\", Triangular(\"1 m\")],
            at: [\"1 m\"],
            seed: 3,
        )",
        "
        2:13 S002 `Line` has no field `titel` ~ did you mean `title`? the fields are `title`, `seed`, `belts`, `times`, `at`
        3:19 S004 expected a whole number, 0 or more, found the number `-1`
        5:23 S002 there is no field `lenght` here ~ did you mean `length`? the fields are `length`, `pitch`, `speed`, `accumulating`, `to`, `note`
        5:45 S004 expected a length such as \"90 mm\", found the number `90`
        5:56 S004 expected a number, found the string \"fast\"
        5:68 S004 expected a list, found the string \"b\" ~ write `[\"b\"]`
        6:22 S003 the field `pitch` is missing here ~ add `pitch: ...`
        6:22 S003 the field `speed` is missing here ~ add `speed: ...`
        6:31 S007 `1 s` is not a length ~ write \"90 mm\"
        6:48 S004 expected a string, found the number `4` ~ write \"4\"
        6:51 S004 expected a string, found the name `Five` ~ write \"Five\"
        6:58 S002 there is no field `colour` here ~ the fields are `length`, `pitch`, `speed`, `accumulating`, `to`, `note`
        7:17 S006 the key `b` is written twice @ 6:17 first written here
        8:22 S005 expected `Belt(...)`, found `Bolt(...)` ~ write `Belt`, or leave the name out
        10:30 S004 expected a length such as \"90 mm\", found the number `1`
        10:34 S004 expected 2 values, found 1
        10:50 S004 `Never` takes no values ~ write `Never`
        10:60 S005 there is no `Tri` to choose here ~ there is `Constant`, `Uniform`, `Triangular`, `Never`, `Moving`
        10:68 S004 expected one of `Constant`, `Uniform`, `Triangular`, `Never`, `Moving`, found the string \"Never\" ~ write `Never` without quotes
        10:77 S003 `Triangular` lacks the field `mode` ~ values without names stand in this order: `min`, `mode`, `max`
        10:77 S003 `Triangular` lacks the field `max` ~ values without names stand in this order: `min`, `mode`, `max`
        11:17 S004 expected 2 values in round brackets, found a list ~ a fixed number of values is written in round brackets: `(a, b)`
        12:13 S006 the field `seed` is written twice @ 3:13 first written here
        ",
    );
}

#[test]
fn all_missing_fields_of_a_struct_are_named() {
    bad::<Belt>(
        "Belt()",
        "
        1:1 S003 `Belt` lacks the field `length` ~ add `length: ...`
        1:1 S003 `Belt` lacks the field `pitch` ~ add `pitch: ...`
        1:1 S003 `Belt` lacks the field `speed` ~ add `speed: ...`
    ",
    );
    bad::<Time>(
        "Triangular(mode: \"1 m\")",
        "
        1:1 S003 `Triangular` lacks the field `min` ~ add `min: ...`
        1:1 S003 `Triangular` lacks the field `max` ~ add `max: ...`
    ",
    );
    bad::<Time>(
        "Moving",
        "
        1:1 S003 `Moving` lacks the field `length` ~ add `length: ...`
        1:1 S003 `Moving` lacks the field `pitch` ~ add `pitch: ...`
        1:1 S003 `Moving` lacks the field `speed` ~ add `speed: ...`
    ",
    );
    bad::<Time>(
        "Constant",
        "1:1 S004 `Constant` needs a value, a length such as \"90 mm\" ~ write `Constant(...)`",
    );
}

#[test]
fn too_many_values_are_counted() {
    bad::<Time>(
        "Triangular(\"1 m\", \"2 m\", \"3 m\", \"4 m\")",
        "
        1:1 S004 `Triangular` takes 3 values, found 4 \
        ~ values without names stand in this order: `min`, `mode`, `max`
    ",
    );
    bad::<(u8, u8)>("(1, 2, 3)", "1:1 S004 expected 2 values, found 3");
}

#[test]
fn wrong_numbers_are_described() {
    bad::<Vec<u8>>(
        "[300, -1, 2.5, \"3\", true, 99999999999999999999]",
        "
        1:2 S004 expected a whole number from 0 to 255, found the number `300`
        1:7 S004 expected a whole number from 0 to 255, found the number `-1`
        1:11 S004 expected a whole number, found the number `2.5` ~ write `2` or `3`
        1:16 S004 expected a whole number, found the string \"3\" ~ write `3` without quotes
        1:21 S004 expected a whole number, found `true`
        1:27 S004 expected a whole number, found the number `99999999999999999999`
    ",
    );
}

#[test]
fn wrong_brackets_are_described() {
    bad::<Line>("(title: (\"a\", \"b\"), belts: (a: 1), times: (Never, Never))", "
        1:9 S004 expected a string, found `(...)`
        1:28 S004 expected a map, found `(...)` ~ maps are written in curly brackets: `{\"key\": value}`
        1:43 S004 expected a list, found `(...)` ~ lists are written in square brackets: `[a, b]`
    ");
    bad::<Belt>("{\"length\": \"1 m\"}", "
        1:1 S004 expected `Belt`, found a map ~ fields are written in round brackets: `(name: value)`
    ");
}

#[test]
fn syntax_errors_and_type_errors_are_found_together() {
    bad::<Line>(
        "(title: Bottling line, seed: ?, belts: {\"a\": (length: 12 m, pitch: ;, speed: 1, to: 7)})",
        "
        1:9 S001 text needs quotes ~ write \"Bottling line\"
        1:30 S001 expected a value, found `?`
        1:55 S001 quantities need quotes ~ write \"12 m\"
        1:68 S001 expected a value, found `;` ~ items are separated by `,`
        1:85 S004 expected a list, found the number `7`
        ",
    );
}

#[test]
fn what_follows_from_a_mistake_is_not_reported() {
    #[derive(Debug, Deserialize)]
    struct Bounds {
        min: u32,
        max: u32,
    }
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "Bounds")]
    struct Checked;
    impl TryFrom<Bounds> for Checked {
        type Error = String;
        fn try_from(bounds: Bounds) -> Result<Self, String> {
            let ordered = bounds.min < bounds.max;
            ordered.then_some(Self).ok_or_else(|| "min is not below max".to_owned())
        }
    }
    bad::<Vec<Checked>>(
        "[(min: 2, max: 1), (min: 2, max: \"x\"), (max: 0), (min: 1, max: 1)]",
        "
        1:2 S007 min is not below max
        1:34 S004 expected a whole number, found the string \"x\"
        1:40 S003 the field `min` is missing here ~ add `min: ...`
        1:50 S007 min is not below max
    ",
    );
}

/// Takes `"a"`, `["a", "b"]`, `(weights: {...})` and `RoundRobin([...])`.
#[derive(Debug, PartialEq)]
enum Routing {
    To(Vec<String>),
    Weighted(BTreeMap<String, f64>),
    RoundRobin(Vec<String>),
    Any,
}

impl<'de> Deserialize<'de> for Routing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyForm;
        impl<'de> Visitor<'de> for AnyForm {
            type Value = Routing;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("where parts go next")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Routing, E> {
                Ok(Routing::To(vec![text.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Routing, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element()? {
                    names.push(name);
                }
                Ok(Routing::To(names))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Routing, A::Error> {
                let mut weights = BTreeMap::new();
                while let Some((name, weight)) = map.next_entry()? {
                    weights.insert(name, weight);
                }
                Ok(Routing::Weighted(weights))
            }
            fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Routing, A::Error> {
                let (name, content) = data.variant::<String>()?;
                match name.as_str() {
                    "RoundRobin" => content.newtype_variant().map(Routing::RoundRobin),
                    "Any" => content.unit_variant().map(|()| Routing::Any),
                    _ => Err(serde::de::Error::unknown_variant(&name, &["RoundRobin", "Any"])),
                }
            }
        }
        deserializer.deserialize_any(AnyForm)
    }
}

#[test]
fn types_can_take_several_forms() {
    let names = vec!["a".to_owned(), "b".to_owned()];
    let weights = BTreeMap::from([("a".to_owned(), 1.0), ("b".to_owned(), 2.5)]);
    assert_eq!(good::<Routing>("\"a\""), Routing::To(vec!["a".to_owned()]));
    assert_eq!(good::<Routing>("[\"a\", \"b\"]"), Routing::To(names.clone()));
    assert_eq!(good::<Routing>("(\"a\", \"b\")"), Routing::To(names.clone()));
    assert_eq!(good::<Routing>("{\"a\": 1, \"b\": 2.5}"), Routing::Weighted(weights));
    assert_eq!(
        good::<Option<Routing>>("RoundRobin([\"a\", \"b\"])"),
        Some(Routing::RoundRobin(names))
    );
    assert_eq!(good::<Routing>("Any"), Routing::Any);
    bad::<Vec<Routing>>("[RoundRobbin([]), RoundRobin([1, 2]), 3, {\"a\": \"x\", 2: 3}]", "
        1:2 S005 there is no `RoundRobbin` to choose here ~ did you mean `RoundRobin`? there is `RoundRobin`, `Any`
        1:31 S004 expected a string, found the number `1` ~ write \"1\"
        1:34 S004 expected a string, found the number `2` ~ write \"2\"
        1:39 S004 expected where parts go next, found the number `3`
        1:48 S004 expected a number, found the string \"x\"
        1:53 S004 expected a string, found the number `2` ~ write \"2\"
    ");
}

#[test]
fn places_and_parts_of_the_tree_can_be_kept() {
    #[derive(Debug, Deserialize)]
    struct Plant {
        name: Spanned<String>,
        parts: BTreeMap<String, RawNode>,
        rest: Option<RawNode>,
    }
    let text = "(name: \"n\", parts: {\"a\": Belt(length: 7), \"b\": 3}, rest: Some((1)))";
    let plant: Plant = good(text);
    let name = plant.name;
    assert_eq!((name.value.as_str(), name.span.start, name.span.end), ("n", 7, 10));
    assert_eq!(plant.parts["a"].name(), Some("Belt"));
    assert_eq!(plant.rest.map(|node| node.span.start), Some(62));
    let mut report = Report::new();
    assert!(decode::<Belt>(&plant.parts["a"], &mut report).is_none());
    assert_eq!(report.iter().count(), 3);
    bad::<Plant>(
        "(name: 4, parts: {\"a\": Belt(length 7), \"b\": 3}, rist: 3)",
        "
        1:8 S004 expected a string, found the number `4` ~ write \"4\"
        1:29 S001 text needs quotes ~ write \"length 7\"
    ",
    );
}

#[test]
fn places_are_no_part_of_what_is_written() {
    let three: Spanned<u32> = good("3");
    assert_eq!(ron::to_string(&three).unwrap(), "3");
    let (spanned, bare) = (schemars::schema_for!(Spanned<u32>), schemars::schema_for!(u32));
    assert_eq!(spanned, bare);
}

#[test]
fn types_that_buffer_or_use_seeds_are_read() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
        Numbered { number: u32 },
    }
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(tag = "kind")]
    enum Tagged {
        Belt { length: Length },
        Other { name: String },
    }
    let many = OneOrMany::Many(vec!["a".to_owned(), "b".to_owned()]);
    let numbered = OneOrMany::Numbered { number: 4 };
    let one = OneOrMany::One("a".to_owned());
    assert_eq!(
        good::<Vec<OneOrMany>>("[\"a\", [\"a\", \"b\"], (number: 4)]"),
        [one, many, numbered]
    );
    let belt = Tagged::Belt { length: Length(90) };
    assert_eq!(good::<Tagged>("(kind: \"Belt\", length: \"90 mm\")"), belt);
    bad::<Vec<OneOrMany>>(
        "[3, (number: 4), true]",
        "
        1:2 S007 data did not match any variant of untagged enum OneOrMany
        1:18 S007 data did not match any variant of untagged enum OneOrMany
        ",
    );
    bad::<Vec<Tagged>>(
        "[(kind: \"Belt\", length: \"9\"), (kind: \"Other\")]",
        "
        1:2 S007 `9` is not a length ~ write \"90 mm\"
        1:31 S003 the field `name` is missing here ~ add `name: ...`
        ",
    );
    bad::<Seeded>(
        "{\"a\": [1, x, 3], \"b\": 2, \"c\": [true]}",
        "
        1:11 S004 expected a whole number, found the name `x`
        1:23 S004 expected a list, found the number `2`
        1:32 S004 expected a whole number, found `true`
        ",
    );
    assert_eq!(good::<Seeded>("{\"a\": [1, 2], \"b\": [3]}").0, 6);
}

/// The sum of all numbers, read with seeds.
#[derive(Debug)]
struct Seeded(u32);

impl<'de> Deserialize<'de> for Seeded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Sum;
        impl<'de> Visitor<'de> for Sum {
            type Value = Seeded;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("lists of numbers")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Seeded, A::Error> {
                let mut sum = 0;
                while map.next_key_seed(PhantomData::<String>)?.is_some() {
                    sum += map.next_value_seed(PhantomData::<Vec<u32>>)?.into_iter().sum::<u32>();
                }
                Ok(Seeded(sum))
            }
        }
        deserializer.deserialize_map(Sum)
    }
}
