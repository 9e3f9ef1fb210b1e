//! What the window remembers from one time to the next: language, colours, what was open, where the panels are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use eframe::egui;
use egui_tiles::{Tile, Tiles, Tree};
use serde::{Deserialize, Serialize};

use crate::floor::FloorLook;
use crate::session::Speed;
use crate::text::Language;

/// Under which name eframe keeps it.
pub(crate) const KEY: &str = "plantwright-viewer";

/// So many files are remembered.
const RECENT: usize = 8;

/// What is remembered. Whatever a newer or older program wrote that does not fit is left out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether the window is dark.
    pub dark: bool,
    /// Its language.
    pub language: Language,
    /// How large everything is.
    pub scale: f32,
    /// What was open, the last first.
    pub recent: Vec<PathBuf>,
    /// How fast time goes: seconds of the plant in a second; none: as fast as it can.
    pub speed: Option<f64>,
    /// How the floor is shown.
    pub floor: FloorLook,
    /// Where the panels are.
    pub tiles: Tree<String>,
    /// Where they were when that was given a name.
    pub layouts: BTreeMap<String, Tree<String>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dark: false,
            language: Language::English,
            scale: 1.0,
            recent: Vec::new(),
            speed: Some(600.0),
            floor: FloorLook::default(),
            tiles: arranged(),
            layouts: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Returns the speed.
    pub fn speed(&self) -> Speed {
        self.speed.map_or(Speed::Unlimited, Speed::Times)
    }

    /// Remembers a file.
    pub fn remember(&mut self, path: &Path) {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }

    /// Gives a name to where the panels are. A layout of that name is no more.
    pub fn keep_layout(&mut self, name: &str) {
        let name = name.trim();
        if !name.is_empty() {
            self.layouts.insert(name.to_owned(), self.tiles.clone());
        }
    }

    /// Puts the panels where they were when that was given this name.
    pub fn recall_layout(&mut self, name: &str) {
        if let Some(tiles) = self.layouts.get(name) {
            self.tiles = tiles.clone();
        }
    }

    /// Shows one panel alone.
    pub fn show_only(&mut self, panel: &str) {
        self.tiles = Tree::new_tabs(egui::Id::unique("panels"), vec![panel.to_owned()]);
    }

    /// Brings a panel to the front; where it is nowhere, it opens beside the inspector.
    pub fn show(&mut self, panel: &str) {
        let is_it = |tile: &Tile<String>| matches!(tile, Tile::Pane(id) if id == panel);
        let there = self.tiles.tiles.iter().find(|(_, tile)| is_it(tile)).map(|(id, _)| *id);
        if there.is_none() {
            let pane = self.tiles.tiles.insert_pane(panel.to_owned());
            let tabs = self.tiles.tiles.iter().find_map(|(id, tile)| match tile {
                Tile::Container(egui_tiles::Container::Tabs(_)) => Some(*id),
                _ => None,
            });
            match tabs.or(self.tiles.root()) {
                Some(home) => self.tiles.move_tile_to_container(pane, home, usize::MAX, true),
                None => self.tiles.root = Some(pane),
            }
        }
        self.tiles.make_active(|_, tile| is_it(tile));
    }
}

/// No panels at all.
pub(crate) fn empty() -> Tree<String> {
    Tree::empty(egui::Id::unique("panels"))
}

/// The panels as they are at first: the floor, what goes with it at its side, and what unfolds in time below.
pub(crate) fn arranged() -> Tree<String> {
    let mut tiles = Tiles::default();
    let tabs = |tiles: &mut Tiles<String>, ids: &[&str]| {
        let panes = ids.iter().map(|id| tiles.insert_pane((*id).to_owned())).collect();
        tiles.insert_tab_tile(panes)
    };
    let floor = tabs(&mut tiles, &["floor", "flow", "bottlenecks"]);
    let side = tabs(&mut tiles, &["kpis", "inspector", "because", "problems"]);
    let below_left = tabs(&mut tiles, &["gantt", "journal", "compare"]);
    let below_right = tabs(&mut tiles, &["states", "trends", "queues", "study"]);
    let top = linear(&mut tiles, egui_tiles::LinearDir::Horizontal, &[(floor, 0.72), (side, 0.28)]);
    let below = [(below_left, 0.56), (below_right, 0.44)];
    let bottom = linear(&mut tiles, egui_tiles::LinearDir::Horizontal, &below);
    let root = linear(&mut tiles, egui_tiles::LinearDir::Vertical, &[(top, 0.62), (bottom, 0.38)]);
    Tree::new(egui::Id::unique("panels"), root, tiles)
}

fn linear(
    tiles: &mut Tiles<String>,
    dir: egui_tiles::LinearDir,
    parts: &[(egui_tiles::TileId, f32)],
) -> egui_tiles::TileId {
    let mut linear = egui_tiles::Linear::new(dir, parts.iter().map(|(id, _)| *id).collect());
    for (id, share) in parts {
        linear.shares.set_share(*id, *share);
    }
    tiles.insert_container(linear)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels;

    #[test]
    fn every_panel_has_its_place() {
        let mut ids: Vec<String> = arranged()
            .tiles
            .tiles()
            .filter_map(|tile| match tile {
                Tile::Pane(id) => Some(id.clone()),
                Tile::Container(_) => None,
            })
            .collect();
        ids.sort();
        let mut all: Vec<String> = panels::ALL.iter().map(|entry| entry.id.to_owned()).collect();
        all.sort();
        assert_eq!(ids, all);
    }

    #[test]
    fn settings_come_back_as_they_were() {
        let mut settings = Settings { dark: true, scale: 1.5, ..Settings::default() };
        settings.show("journal");
        settings.keep_layout(" with the journal ");
        let text = ron::to_string(&settings).unwrap();
        let back: Settings = ron::from_str(&text).unwrap();
        assert_eq!((back.dark, back.scale), (true, 1.5));
        assert_eq!(back.tiles, settings.tiles);
        // A layout with a name comes back, whatever was moved since.
        let mut back = back;
        back.show_only("gantt");
        back.recall_layout("nobody gave this name");
        assert_ne!(back.tiles, settings.tiles);
        back.recall_layout("with the journal");
        assert_eq!(back.tiles, settings.tiles);
        back.keep_layout("  ");
        assert_eq!(back.layouts.len(), 1);
    }
}
