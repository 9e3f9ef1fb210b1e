//! Fixed-step rigid bodies: zones of a plant where items touch, slide, tip, fall and jam.
//!
//! Everywhere else in a plant, items move by events. Where contacts decide, a [`Zone`] makes bodies of them: boxes, cylinders,
//! balls and compounds of these, on belts, rollers and slides, between guides, against stops and pushers. It is the only crate
//! that knows rapier.
//!
//! # In the reader's order
//!
//! * [`Layout`]: what stands in a zone, as plain data; [`Kind`] lists what there is. [`Layout::check`] tells every [`Mistake`].
//! * [`Body`]: what an item is as a body.
//! * [`Zone`]: [`enter`](Zone::enter), [`step`](Zone::step), [`leave`](Zone::leave); belts, stops and movers are driven from
//!   outside, and [`take_events`](Zone::take_events) tells what happened.
//! * [`let_in`](Zone::let_in), [`lead`](Zone::lead), [`let_out`](Zone::let_out): guests, such as vehicles, that push what they touch.
//! * [`Incident`]: a body that fell, jams, went through a wall or has no numbers, and what [`Policies`] do about it.
//!
//! ```text
//!            guide ═══════════════════════════
//!     enter ─► ▢    ▢   belt ──►   ▢   ▢ │stop    sensor ┊    │ exit ─► Left
//!            guide ═══════════════════════════
//!                                               floor: Fallen
//! ```
//!
//! ```
//! use plantwright_motion::{Body, Kind, Layout, Pose, Velocity, What, Zone};
//! use plantwright_units::{ItemId, SimTime};
//!
//! let belt = Kind::Belt { length: 3.0, width: 0.6, speed: 0.5, acceleration: None, friction: None };
//! let layout = Layout::default()
//!     .with("belt", Pose::at(0.0, 0.0, 0.8), belt)
//!     .with("end", Pose::at(3.0, 0.0, 0.8), Kind::Exit { width: 0.6, height: 0.5, is_open: true });
//! let mut zone = Zone::new(layout).map_err(|mistakes| mistakes[0].to_string())?;
//!
//! let (item, carton) = (ItemId::from_bits(1), Body::cuboid([0.4, 0.3, 0.2], 5.0));
//! let belt = zone.fixture("belt").ok_or("a belt")?;
//! zone.enter(item, &carton, zone.on(belt, 0.2, 0.0, 0.1), Velocity::default())?;
//! zone.advance_until(SimTime::from_nanos(6_000_000_000));
//!
//! let events = zone.take_events();
//! assert!(matches!(events[0].what, What::Left { item: gone, .. } if gone == item));
//! assert!(zone.account().is_balanced() && !zone.is_awake());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Units and frames
//!
//! Metres, kilograms, seconds, newtons, radians, in 32 bits: a tenth of a millimetre at a kilometre. z points up. Time is
//! [`SimTime`](plantwright_units::SimTime), in whole nanoseconds; steps end at the multiples of [`Layout::step`].
//!
//! # Guarantees
//!
//! 1. **The same digest** for the same calls: in another process, in debug and release, and after [`Zone::save`] and
//!    [`Zone::load`] at any step, in the midst of a jam too.
//! 2. **No item is lost**: [`Account::is_balanced`] holds after every call. What is in trouble is told before anything is done.
//! 3. **What sleeps costs nothing**: [`Zone::next_step`] is `None` while all bodies sleep, and a belt that starts, a stop that
//!    opens, a mover that comes, or a neighbour that goes wakes who is concerned. Nobody falls asleep who gains speed, by 0.001 m/s²
//!    or more.
//! 4. Nothing here reads a clock, an environment or a file, or iterates a map without order.
//!
//! # Friction, belts, edges
//!
//! Friction is Coulomb's, with a coefficient at rest and one while sliding ([`Friction`]); a belt is a contact whose surface has a
//! velocity, so that an item on it is drawn along by friction alone. Rollers are surfaces with the small friction of rolling.
//! Edges of surfaces are rounded over a centimetre, so that items pass from one to the next.

mod body;
mod impact;
mod incident;
mod layout;
mod mistake;
mod overlap;
mod pose;
mod surface;
mod zone;

pub use body::{Body, Friction, Part, Shape};
pub use incident::{Account, Event, Incident, Policies, Policy, Trouble, What};
pub use layout::{Fixture, FixtureId, GUIDE, Kind, Layout};
pub use mistake::Mistake;
pub use pose::{Pose, Velocity};
pub use zone::{EnterError, LoadError, Zone, touch};
