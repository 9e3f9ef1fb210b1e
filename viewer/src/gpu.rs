//! What the graphics adapter offers.

use std::sync::{Arc, OnceLock};

use eframe::egui;
use eframe::egui_wgpu::{RenderState, wgpu};

/// What was said when the adapter went away: its driver failed, or it was taken out.
pub type Lost = Arc<OnceLock<String>>;

/// An adapter that egui draws with, and the floor in 3D as well.
#[derive(Clone)]
pub struct Gpu(pub RenderState);

impl Gpu {
    /// Closes the window when the adapter goes away, since nothing can be drawn any more, and notes what was said.
    pub(crate) fn watch(&self, ctx: &egui::Context, lost: &Lost) {
        let (ctx, lost) = (ctx.clone(), Arc::clone(lost));
        self.0.device.set_device_lost_callback(move |reason, said| {
            if reason == wgpu::DeviceLostReason::Unknown {
                // The first reason is the one that counts.
                let _known = lost.set(said).is_err();
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
                ctx.request_repaint();
            }
        });
    }
}

impl std::fmt::Debug for Gpu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Gpu").field(&self.0.adapter.get_info().name).finish()
    }
}
