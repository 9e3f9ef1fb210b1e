//! `plantwright explain`: what a word means. Nothing is written here twice: kinds of equipment and words of the scene
//! language come from the doc comments of their types, KPIs, states, schedulers and mistakes from the lists they stand in.

mod category;
mod elsewhere;
mod page;
mod prose;
mod reference;
mod shape;

use std::io::Write as _;

use plantwright_model::did_you_mean;

use crate::args::ExplainArgs;
use crate::exit::Failure;
use crate::terminal;

use category::Category;
use page::Page;
use reference::Reference;

pub(crate) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    let reference = Reference::new();
    let mut page = Page::new(terminal::width());
    match &args.topic {
        None => overview(&mut page, &reference),
        Some(topic) => {
            let mut found = reference.find(topic);
            if found.is_empty() {
                // Words are written apart where names are written together: `shelf life`.
                found = reference.find(&topic.replace([' ', '-'], ""));
            }
            if found.is_empty() {
                let ours = elsewhere::ours(topic).ok_or_else(|| unknown(topic, &reference))?;
                found = ours.iter().flat_map(|name| reference.find(name)).collect();
                let named: Vec<String> = ours.iter().map(|name| format!("`{name}`")).collect();
                page.paragraph(&format!("`{topic}` is said here by {}.", named.join(" and ")));
            }
            for found in found {
                page.found(&found);
            }
        }
    }
    anstream::stdout().write_all(page.text().as_bytes())?;
    Ok(())
}

/// Everything there is, with a sentence each.
fn overview(page: &mut Page, reference: &Reference) {
    for category in Category::ALL {
        page.category(category, reference.of(category));
    }
    page.paragraph("`plantwright explain` followed by one of these names says more about it.");
}

fn unknown(topic: &str, reference: &Reference) -> Failure {
    let names = reference.names();
    let hint = match did_you_mean(topic, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`plantwright explain` lists what there is".to_owned(),
    };
    Failure::Usage(format!("there is nothing called `{topic}` to explain; {hint}"))
}
