//! A picture without a window: the same interface, drawn off the screen. For reports, for the guide, and for tests.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, Color32, ColorImage, RawInput, pos2, vec2};
use eframe::egui_wgpu::{self, RenderState, RendererOptions, ScreenDescriptor, WgpuSetup, wgpu};
use plantwright_units::SimTime;

use crate::app::App;
use crate::gpu::Gpu;
use crate::panels::Request;
use crate::scene::Document;
use crate::session::{Command, Found, Goal};
use crate::settings::Settings;

/// What is to be pictured.
#[derive(Debug, Clone)]
pub struct Shot {
    /// The scene, or a journal; none: the examples.
    pub scene: Option<PathBuf>,
    /// When; none: the end of the run.
    pub at: Option<SimTime>,
    /// Changes from the start, as `--set` takes them.
    pub set: Vec<String>,
    /// Changes of a second future, and from when on.
    pub fork: Vec<String>,
    /// From when on the second future goes its own way.
    pub fork_at: SimTime,
    /// Replications of both.
    pub study: Option<u32>,
    /// Replications of each thing that could be improved.
    pub improve: Option<u32>,
    /// What is selected.
    pub select: Option<String>,
    /// Panels that are brought to the front.
    pub panels: Vec<String>,
    /// Width and height in points.
    pub size: [f32; 2],
    /// Pixels for a point.
    pub scale: f32,
    /// How the window is set up.
    pub settings: Settings,
}

impl Default for Shot {
    fn default() -> Self {
        Self {
            scene: None,
            at: None,
            set: Vec::new(),
            fork: Vec::new(),
            fork_at: SimTime::ZERO,
            study: None,
            improve: None,
            select: None,
            panels: Vec::new(),
            size: [1_440.0, 900.0],
            scale: 1.0,
            settings: Settings::default(),
        }
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ShotError {
    /// Nothing can draw here.
    #[error(
        "no graphics adapter was found: {0}; install a driver (on Debian and Ubuntu, `mesa-vulkan-drivers` draws without any \
         graphics card)"
    )]
    NoAdapter(String),
    /// The scene has mistakes, or cannot be read.
    #[error("{0}")]
    Scene(String),
    /// The picture did not come back from the adapter.
    #[error("the graphics adapter was lost: {0}")]
    Lost(String),
    /// The picture cannot be written.
    #[error("cannot write the picture: {0}")]
    Write(#[from] std::io::Error),
}

/// Draws off the screen.
#[derive(Debug)]
pub struct Studio {
    gpu: Gpu,
}

/// The format that egui draws into, so that what is read back is what is seen.
const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

impl Studio {
    /// Finds an adapter; one that is a program, where there is one: its pictures are the same everywhere.
    ///
    /// # Errors
    /// Where there is none.
    pub fn new() -> Result<Self, ShotError> {
        let mut setup = egui_wgpu::WgpuSetupCreateNew::without_display_handle();
        setup.native_adapter_selector = Some(Arc::new(|adapters, _| {
            let is_program =
                |adapter: &&wgpu::Adapter| adapter.get_info().device_type == wgpu::DeviceType::Cpu;
            let adapter = adapters.iter().find(is_program).or_else(|| adapters.first());
            adapter.cloned().ok_or_else(|| "there is none".to_owned())
        }));
        let setup = WgpuSetup::CreateNew(setup);
        let instance = pollster::block_on(setup.new_instance());
        let config = egui_wgpu::WgpuConfiguration { wgpu_setup: setup, ..Default::default() };
        let state = RenderState::create(&config, &instance, None, RendererOptions::PREDICTABLE);
        let mut gpu =
            pollster::block_on(state).map_err(|error| ShotError::NoAdapter(error.to_string()))?;
        let renderer = egui_wgpu::Renderer::new(&gpu.device, FORMAT, RendererOptions::PREDICTABLE);
        gpu.renderer = Arc::new(egui::mutex::RwLock::new(renderer));
        gpu.target_format = FORMAT;
        Ok(Self { gpu: Gpu(gpu) })
    }

    /// What the adapter offers, for those who draw with it themselves.
    pub fn gpu(&self) -> Gpu {
        self.gpu.clone()
    }

    /// Draws a user interface several times, so that all that takes a picture to settle has settled, and returns the last one.
    ///
    /// # Errors
    /// Where the adapter was lost.
    pub fn draw(
        &self,
        ctx: &egui::Context,
        size: [f32; 2],
        scale: f32,
        mut ui: impl FnMut(&mut egui::Ui),
    ) -> Result<ColorImage, ShotError> {
        const PICTURES: u32 = 4;
        let mut last = None;
        for number in 0..PICTURES {
            let mut input = RawInput {
                screen_rect: Some(egui::Rect::from_min_size(
                    pos2(0.0, 0.0),
                    vec2(size[0], size[1]),
                )),
                time: Some(f64::from(number) * 0.5),
                ..RawInput::default()
            };
            if let Some(viewport) = input.viewports.get_mut(&egui::ViewportId::ROOT) {
                viewport.native_pixels_per_point = Some(scale);
            }
            let mut output = ctx.run_ui(input, &mut ui);
            let mut renderer = self.gpu.0.renderer.write();
            let mut changed: Vec<_> = output.textures_delta.set.iter().collect();
            changed.sort_by_key(|(id, _)| **id);
            for (id, deltas) in changed {
                for delta in deltas {
                    renderer.update_texture(&self.gpu.0.device, &self.gpu.0.queue, *id, delta);
                }
            }
            let mut freed: Vec<_> = output.textures_delta.free.iter().collect();
            freed.sort();
            for id in freed {
                renderer.free_texture(id);
            }
            output.textures_delta.clear();
            last = Some((std::mem::take(&mut output.shapes), output.pixels_per_point));
        }
        let (shapes, pixels_per_point) = last.expect("at least one picture");
        let jobs = ctx.tessellate(shapes, pixels_per_point);
        let pixels = [size[0], size[1]].map(|side| (side * pixels_per_point).round() as u32);
        self.render(&jobs, pixels, pixels_per_point)
    }

    fn render(
        &self,
        jobs: &[egui::ClippedPrimitive],
        [width, height]: [u32; 2],
        pixels_per_point: f32,
    ) -> Result<ColorImage, ShotError> {
        let (device, queue) = (&self.gpu.0.device, &self.gpu.0.queue);
        let size = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("picture"),
            size,
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: FORMAT,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let screen = ScreenDescriptor { size_in_pixels: [width, height], pixels_per_point };
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut renderer = self.gpu.0.renderer.write();
        let mut commands = renderer.update_buffers(device, queue, &mut encoder, jobs, &screen);
        {
            let pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("picture"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                ..wgpu::RenderPassDescriptor::default()
            });
            renderer.render(&mut pass.forget_lifetime(), jobs, &screen);
        }
        let row = (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("picture"),
            size: u64::from(row) * u64::from(height),
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        encoder.copy_texture_to_buffer(
            texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(row),
                    rows_per_image: Some(height),
                },
            },
            size,
        );
        commands.push(encoder.finish());
        queue.submit(commands);
        let (done, is_done) = std::sync::mpsc::channel();
        buffer.slice(..).map_async(wgpu::MapMode::Read, move |result| {
            // Whoever waited has given up.
            let _gone = done.send(result).is_err();
        });
        device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| ShotError::Lost(error.to_string()))?;
        let mapped = is_done.recv().map_err(|error| ShotError::Lost(error.to_string()))?;
        mapped.map_err(|error| ShotError::Lost(error.to_string()))?;
        let bytes = buffer
            .slice(..)
            .get_mapped_range()
            .map_err(|error| ShotError::Lost(error.to_string()))?;
        let mut pixels = Vec::with_capacity((width * height) as usize);
        for line in bytes.chunks(row as usize).take(height as usize) {
            let line = &line[..(width * 4) as usize];
            pixels.extend(line.chunks_exact(4).map(|it| Color32::from_rgb(it[0], it[1], it[2])));
        }
        Ok(ColorImage::new([width as usize, height as usize], pixels))
    }

    /// Takes a picture.
    ///
    /// # Errors
    /// Where the scene cannot be run, or the adapter was lost.
    pub fn take(&self, shot: &Shot) -> Result<ColorImage, ShotError> {
        let ctx = egui::Context::default();
        let mut app = App::without_threads(&ctx, Some(self.gpu()), shot.settings.clone())?;
        stage(&mut app, shot)?;
        let mut round = 0;
        self.draw(&ctx, shot.size, shot.scale, |ui| {
            if round == 1 && app.is_reckoning() {
                app.wait_for_analysis();
            }
            round += 1;
            app.draw(ui);
        })
    }
}

/// Brings a window to what is to be pictured.
fn stage(app: &mut App, shot: &Shot) -> Result<(), ShotError> {
    let Some(scene) = &shot.scene else { return Ok(()) };
    if Found::is_journal(scene) {
        if !(shot.set.is_empty() && shot.fork.is_empty()) {
            let said = "a journal shows what was: nothing can be changed in it";
            return Err(ShotError::Scene(said.to_owned()));
        }
        app.open_journal(scene).map_err(ShotError::Scene)?;
    } else {
        let document = Document::read(scene).map_err(ShotError::Scene)?.with(&shot.set);
        app.open(document);
    }
    while app.work() {}
    let goal = shot.at.map_or(Goal::Standstill, Goal::Time);
    app.ask(Request::Core(Command::GoTo(goal)));
    while app.work() {}
    if !shot.fork.is_empty() {
        app.ask(Request::Look(Some(shot.fork_at)));
        app.ask(Request::Fork(shot.fork.clone()));
        app.ask(Request::Look(None));
        while app.work() {}
    }
    if let Some(count) = shot.study {
        app.ask(Request::Study(Some(count)));
        app.wait_for_trials();
    }
    if let Some(count) = shot.improve {
        app.ask(Request::Improve(Some((count, None))));
        app.wait_for_trials();
    }
    if let Some(name) = &shot.select {
        app.select(name);
    }
    for panel in &shot.panels {
        let entry = crate::panels::find(panel).ok_or_else(|| {
            let known: Vec<&str> = crate::panels::ALL.iter().map(|entry| entry.id).collect();
            ShotError::Scene(format!("there is no panel `{panel}`; there is: {}", known.join(", ")))
        })?;
        app.ask(Request::Show(entry.id));
    }
    Ok(())
}

/// Cuts a part out of a picture that has so many pixels for a point.
pub(crate) fn part(image: &ColorImage, place: egui::Rect, scale: f32) -> ColorImage {
    let [width, height] = image.size;
    let within = |at: f32, most: usize| ((at * scale).round().max(0.0) as usize).min(most);
    let (left, right) = (within(place.left(), width), within(place.right(), width));
    let (top, bottom) = (within(place.top(), height), within(place.bottom(), height));
    if left >= right || top >= bottom {
        return image.clone();
    }
    let rows = image.pixels.chunks(width).take(bottom).skip(top);
    let pixels = rows.flat_map(|row| &row[left..right]).copied().collect();
    ColorImage::new([right - left, bottom - top], pixels)
}

/// Writes a picture as PNG.
///
/// # Errors
/// Where the file cannot be written.
pub fn write(path: &Path, image: &ColorImage) -> std::io::Result<()> {
    let file = BufWriter::new(std::fs::File::create(path)?);
    let [width, height] = image.size;
    let mut encoder = png::Encoder::new(file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let bytes: Vec<u8> = image.pixels.iter().flat_map(|it| [it.r(), it.g(), it.b()]).collect();
    encoder.write_header()?.write_image_data(&bytes)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cut_out_in_pixels() {
        let pixels = (0..24).map(Color32::from_gray).collect();
        let image = ColorImage::new([6, 4], pixels);
        let place = egui::Rect::from_min_max(pos2(1.0, 0.5), pos2(2.0, 1.5));
        let part = part(&image, place, 2.0);
        assert_eq!(part.size, [2, 2]);
        let seen: Vec<u8> = part.pixels.iter().map(Color32::r).collect();
        assert_eq!(seen, [8, 9, 14, 15]);
        // What lies outside is all of it.
        let outside = egui::Rect::from_min_max(pos2(9.0, 9.0), pos2(10.0, 10.0));
        assert_eq!(super::part(&image, outside, 2.0).size, [6, 4]);
    }
}
