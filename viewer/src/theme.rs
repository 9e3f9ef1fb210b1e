//! How everything looks: fonts, sizes, colours for light and dark, and the palette of states.
//!
//! States have the colours of Okabe and Ito (Color Universal Design, 2008), which people with any kind of colour vision tell
//! apart; a state is never told by its colour alone, its word stands beside it or appears when pointed at.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow,
    Stroke, TextStyle, Visuals,
};
use plantwright_journal::State;

/// What is written in bold.
pub(crate) const BOLD: &str = "bold";

/// Colours for a light or a dark window.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Whether the window is dark.
    pub dark: bool,
    /// Behind everything.
    pub ground: Color32,
    /// Behind panels.
    pub surface: Color32,
    /// Behind what stands out of a panel: cards, boxes on the floor.
    pub raised: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Grid lines in charts.
    pub grid: Color32,
    /// Text.
    pub ink: Color32,
    /// Text of less weight.
    pub quiet: Color32,
    /// Text of little weight, and marks.
    pub faint: Color32,
    /// What can be done, and what is selected.
    pub accent: Color32,
    /// The second future.
    pub second: Color32,
    /// What is wrong.
    pub alarm: Color32,
    /// What might be wrong.
    pub warning: Color32,
    /// What is well.
    pub good: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Theme {
    /// For a bright room.
    pub const LIGHT: Self = Self {
        dark: false,
        ground: rgb(0xEC_EF_F3),
        surface: rgb(0xFB_FC_FD),
        raised: rgb(0xFF_FF_FF),
        line: rgb(0xD9_DF_E6),
        grid: rgb(0xE9_ED_F1),
        ink: rgb(0x1B_25_30),
        quiet: rgb(0x55_63_72),
        faint: rgb(0x8A_96_A3),
        accent: rgb(0x1F_6F_C4),
        second: rgb(0x9A_4F_96),
        alarm: rgb(0xC2_3B_22),
        warning: rgb(0x9A_67_00),
        good: rgb(0x0B_7A_53),
    };

    /// For a dark one.
    pub const DARK: Self = Self {
        dark: true,
        ground: rgb(0x10_14_19),
        surface: rgb(0x18_1D_24),
        raised: rgb(0x20_27_30),
        line: rgb(0x2E_37_42),
        grid: rgb(0x26_2D_36),
        ink: rgb(0xE8_ED_F2),
        quiet: rgb(0xA6_B2_BF),
        faint: rgb(0x74_81_8F),
        accent: rgb(0x5A_A9_F5),
        second: rgb(0xD3_8B_CF),
        alarm: rgb(0xF2_6D_55),
        warning: rgb(0xE8_B0_4A),
        good: rgb(0x3C_C4_92),
    };

    /// Returns the one or the other.
    pub const fn of(dark: bool) -> &'static Self {
        if dark { &Self::DARK } else { &Self::LIGHT }
    }

    /// The colour of a state.
    pub const fn state(&self, state: State) -> Color32 {
        match state {
            State::Idle => {
                if self.dark {
                    rgb(0x5C_6B_7A)
                } else {
                    rgb(0xB4_C0_CC)
                }
            }
            State::Processing => rgb(0x00_9E_73),
            State::Blocked => rgb(0xE6_9F_00),
            State::Down => rgb(0xD5_5E_00),
            State::Setup => rgb(0x56_B4_E9),
            State::WaitingForOperator => rgb(0xCC_79_A7),
            State::Maintenance => rgb(0x3A_6F_B0),
            State::Off => {
                if self.dark {
                    rgb(0x39_43_4E)
                } else {
                    rgb(0x7C_87_92)
                }
            }
            State::Standby => rgb(0x94_8B_C4),
            State::Starting => rgb(0xE3_D2_3C),
        }
    }

    /// The colour of what has no state, by what it is.
    pub const fn neutral(&self) -> Color32 {
        if self.dark { rgb(0x4A_58_66) } else { rgb(0xC3_CC_D5) }
    }

    /// Colours that are told apart, for products and series.
    pub const fn series(&self, number: usize) -> Color32 {
        const SERIES: [u32; 8] = [
            0x00_72_B2, 0xE6_9F_00, 0x00_9E_73, 0xCC_79_A7, 0x56_B4_E9, 0xD5_5E_00, 0x94_8B_C4,
            0xB8_A9_2A,
        ];
        const ON_DARK: [u32; 8] = [
            0x4A_A3_DF, 0xE6_9F_00, 0x1F_B8_8B, 0xDD_8F_BA, 0x7C_C7_F0, 0xEE_7A_2E, 0xAF_A7_DB,
            0xE3_D2_3C,
        ];
        rgb(if self.dark { ON_DARK[number % 8] } else { SERIES[number % 8] })
    }

    /// A colour between few and many, from 0 to 1: light to dark blue and on to orange, as brightness falls.
    pub fn heat(&self, share: f32) -> Color32 {
        const STOPS: [u32; 5] = [0xE4_EC_F4, 0x9C_C3_E0, 0x4A_90_C2, 0xE0_9A_3C, 0xC4_42_1A];
        const DARK: [u32; 5] = [0x2B_35_40, 0x2F_5F_86, 0x4A_9B_D0, 0xE6_A8_4A, 0xF0_6A_3A];
        let stops = if self.dark { DARK } else { STOPS };
        let at = share.clamp(0.0, 1.0) * 4.0;
        let low = (at as usize).min(3);
        mix(rgb(stops[low]), rgb(stops[low + 1]), at - low as f32)
    }

    /// The colour of text on another colour.
    pub fn on(ground: Color32) -> Color32 {
        let weight = |part: u8, by: f32| f32::from(part) * by;
        let light =
            weight(ground.r(), 0.299) + weight(ground.g(), 0.587) + weight(ground.b(), 0.114);
        if light > 150.0 { rgb(0x12_19_20) } else { Color32::WHITE }
    }
}

/// A colour between two.
pub(crate) fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    let part = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
    Color32::from_rgb(part(a.r(), b.r()), part(a.g(), b.g()), part(a.b(), b.b()))
}

/// Text in bold.
pub(crate) fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(BOLD.into()))
}

/// Plain text.
pub(crate) const fn plain(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Text in which all letters are of one width.
pub(crate) const fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Sets fonts and both styles, once.
pub(crate) fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for (which, theme) in [(egui::Theme::Light, &Theme::LIGHT), (egui::Theme::Dark, &Theme::DARK)] {
        ctx.style_mut_of(which, |style| {
            style.visuals = visuals(theme);
            style.text_styles = [
                (TextStyle::Small, plain(11.0)),
                (TextStyle::Body, plain(13.0)),
                (TextStyle::Button, plain(13.0)),
                (TextStyle::Heading, bold(17.0)),
                (TextStyle::Monospace, mono(12.0)),
            ]
            .into();
            style.spacing.item_spacing = egui::vec2(8.0, 6.0);
            style.spacing.button_padding = egui::vec2(10.0, 4.0);
            style.spacing.interact_size.y = 26.0;
            style.spacing.menu_margin = Margin::same(6);
            style.spacing.scroll = egui::style::ScrollStyle::solid();
            style.spacing.scroll.bar_width = 8.0;
            style.interaction.tooltip_delay = 0.25;
            style.interaction.selectable_labels = false;
        });
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let all: [(&str, &'static [u8]); 4] = [
        ("inter", include_bytes!("../assets/Inter-Regular.ttf")),
        ("inter-bold", include_bytes!("../assets/Inter-SemiBold.ttf")),
        ("mono", include_bytes!("../assets/JetBrainsMono-Regular.ttf")),
        ("chinese", include_bytes!("../assets/NotoSansSC-Regular.ttf")),
    ];
    for (name, bytes) in all {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let others = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &str| -> Vec<String> {
        [first, "chinese"].into_iter().map(str::to_owned).chain(others.iter().cloned()).collect()
    };
    fonts.families.insert(FontFamily::Proportional, family("inter"));
    fonts.families.insert(FontFamily::Name(BOLD.into()), family("inter-bold"));
    fonts.families.insert(FontFamily::Monospace, family("mono"));
    fonts
}

fn visuals(theme: &Theme) -> Visuals {
    let mut visuals = if theme.dark { Visuals::dark() } else { Visuals::light() };
    visuals.panel_fill = theme.surface;
    visuals.window_fill = theme.raised;
    visuals.extreme_bg_color =
        if theme.dark { theme.ground } else { mix(theme.surface, theme.line, 0.42) };
    visuals.faint_bg_color = mix(theme.surface, theme.line, 0.25);
    visuals.window_stroke = Stroke::new(1.0, theme.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    let shade = Color32::from_black_alpha(if theme.dark { 110 } else { 36 });
    visuals.window_shadow = Shadow { offset: [0, 8], blur: 24, spread: 0, color: shade };
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 14, spread: 0, color: shade };
    visuals.hyperlink_color = theme.accent;
    visuals.error_fg_color = theme.alarm;
    visuals.warn_fg_color = theme.warning;
    visuals.selection.bg_fill =
        mix(theme.surface, theme.accent, if theme.dark { 0.35 } else { 0.2 });
    visuals.selection.stroke = Stroke::new(1.0, theme.ink);
    let radius = CornerRadius::same(6);
    let widgets = &mut visuals.widgets;
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, theme.line);
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, theme.ink);
    widgets.noninteractive.bg_fill = theme.surface;
    let states = [
        (&mut widgets.inactive, 0.45, theme.ink),
        (&mut widgets.hovered, 0.75, theme.ink),
        (&mut widgets.active, 1.0, theme.ink),
        (&mut widgets.open, 0.6, theme.ink),
    ];
    for (widget, weight, ink) in states {
        widget.bg_fill = mix(theme.surface, theme.line, weight);
        widget.weak_bg_fill = mix(theme.surface, theme.line, weight);
        widget.bg_stroke = Stroke::NONE;
        widget.fg_stroke = Stroke::new(1.2, ink);
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    widgets.noninteractive.corner_radius = radius;
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast ratio of the Web Content Accessibility Guidelines 2.2.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let part = |it: u8| {
            let it = f64::from(it) / 255.0;
            if it <= 0.04045 { it / 12.92 } else { libm::pow((it + 0.055) / 1.055, 2.4) }
        };
        let light =
            |it: Color32| 0.2126 * part(it.r()) + 0.7152 * part(it.g()) + 0.0722 * part(it.b());
        let (a, b) = (light(a) + 0.05, light(b) + 0.05);
        if a > b { a / b } else { b / a }
    }

    #[test]
    fn text_can_be_read() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            for ground in [theme.surface, theme.raised] {
                let inks =
                    [theme.ink, theme.quiet, theme.accent, theme.alarm, theme.good, theme.second];
                for ink in inks {
                    let ratio = contrast(ink, ground);
                    assert!(ratio >= 4.5, "dark {}: {ink:?} on {ground:?}: {ratio:.1}", theme.dark);
                }
                assert!(contrast(theme.faint, ground) >= 2.8);
            }
        }
    }

    #[test]
    fn states_are_told_apart_with_any_colour_vision() {
        // What the three kinds of cones see when one kind is missing: Viénot, Brettel, Mollon 1999, on linear light.
        type Matrix = [[f64; 3]; 3];
        const PROTAN: Matrix =
            [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]];
        const DEUTAN: Matrix =
            [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]];
        let seen = |color: Color32, by: &Matrix| {
            let linear =
                [color.r(), color.g(), color.b()].map(|it| libm::pow(f64::from(it) / 255.0, 2.2));
            by.map(|row| {
                let it: f64 = row.iter().zip(linear).map(|(weight, it)| weight * it).sum();
                libm::pow(it.max(0.0), 1.0 / 2.2) * 255.0
            })
        };
        // The four that everything has, and that are most often side by side.
        let common = [State::Idle, State::Processing, State::Blocked, State::Down];
        for theme in [Theme::LIGHT, Theme::DARK] {
            for by in [&PROTAN, &DEUTAN] {
                for (number, a) in common.iter().enumerate() {
                    for b in &common[..number] {
                        let (x, y) = (seen(theme.state(*a), by), seen(theme.state(*b), by));
                        let apart: f64 = x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum();
                        assert!(apart > 30.0 * 30.0, "{a:?} and {b:?}: {apart}");
                    }
                }
            }
        }
    }
}
