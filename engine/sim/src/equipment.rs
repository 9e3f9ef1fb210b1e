//! The list of kinds. To add one, write its file, its `mod` line, and its line in `kinds!`.

pub(crate) mod assembly;
pub(crate) mod batch;
pub(crate) mod buffer;
pub(crate) mod card_return;
pub(crate) mod carrier;
pub(crate) mod conveyor;
pub(crate) mod delay;
pub(crate) mod eye;
pub(crate) mod merge;
pub(crate) mod release;
pub(crate) mod shuttle;
pub(crate) mod sink;
pub(crate) mod sorter;
pub(crate) mod source;
pub(crate) mod split;
pub(crate) mod station;
pub(crate) mod zone;

use bevy_ecs::change_detection::ContiguousMut;
use bevy_ecs::prelude as ecs;
use bevy_ecs::system::SystemParam;
use bevy_ecs::world::EntityWorldMut;
use plantwright_model::{Kind, Spec};

use crate::build::SpawnCx;
use crate::concern::{self, With, degradation, failure, maintenance, redundancy, shift, standby};
use crate::core::Core;
use crate::people::roster;
use crate::recall;
use crate::shelf_life;
use crate::vehicle as fleet;
use crate::world::{Column, Handlers, Verbs, verbs};
use buffer::impatient;
use conveyor::plain;

/// Does something that is written once for all kinds.
pub(crate) trait VisitKind {
    fn visit<K: Handlers>(&mut self);
}

/// Makes what has a part for each kind: the columns of the world, the table of handlers, the list for reading scenes.
///
/// First the kinds of equipment, then the concerns that equipment may carry, then what no scene names by its kind: groups of people,
/// what watches over shelf lives, and equipment of a kind above whose rare properties are a kind of their own. Behind `|` stand
/// the other names of a concern.
macro_rules! kinds {
    (
        equipment { $($column:ident: $module:ident :: $kind:ident = $name:literal),+ $(,)? }
        concerns { $($concerns:ident: $concern_module:ident :: $concern:ident $(| $alike:ident)*),+ $(,)? }
        others { $($others:ident: $other_module:ident :: $other:ident),+ $(,)? }
    ) => {
        /// The state of all equipment, a slice for each kind, ordered by equipment.
        pub(crate) struct Columns<'w> {
            $($column: &'w mut [$module::$kind],)+
            $($concerns: &'w mut [$concern_module::$concern],)+
            $($others: &'w mut [$other_module::$other],)+
        }

        /// The whole world as a handler needs it, borrowed once for many events.
        #[derive(SystemParam)]
        pub(crate) struct Floor<'w, 's> {
            core: ecs::ResMut<'w, Core>,
            $($column: ecs::Query<'w, 's, &'static mut $module::$kind>,)+
            $($concerns: ecs::Query<'w, 's, &'static mut $concern_module::$concern>,)+
            $($others: ecs::Query<'w, 's, &'static mut $other_module::$other>,)+
        }

        impl Floor<'_, '_> {
            /// Borrows every column as a slice.
            pub(crate) fn borrow(&mut self) -> (Columns<'_>, &mut Core) {
                let columns = Columns {
                    $($column: slice(&mut self.$column),)+
                    $($concerns: slice(&mut self.$concerns),)+
                    $($others: slice(&mut self.$others),)+
                };
                (columns, &mut self.core)
            }
        }

        /// The handlers, by kind.
        pub(crate) static VERBS: &[Verbs] = &[
            $(verbs::<$module::$kind>(),)+
            $(verbs::<$concern_module::$concern>(),)+
            $(verbs::<$other_module::$other>()),+
        ];

        /// The kinds of equipment there are.
        pub const KINDS: &[Kind] = &[$(Kind::of::<$module::Spec>($name, $module::SAMPLE)),+];

        /// Spawns a body as the component of its kind; returns the position of the kind.
        pub(crate) fn spawn(spec: &dyn Spec, cx: &mut SpawnCx<'_>, entity: &mut EntityWorldMut<'_>) -> u8 {
            let spec: &dyn std::any::Any = spec;
            if let Some(spec) = spec.downcast_ref::<buffer::Spec>().filter(|it| it.is_impatient()) {
                entity.insert(impatient::ImpatientBuffer::spawn(spec, cx));
                return impatient::ImpatientBuffer::KIND;
            }
            if let Some(spec) = spec.downcast_ref::<conveyor::Spec>()
                && let Some(plain) = plain::Plain::of(spec, cx)
            {
                entity.insert(plain::PlainConveyor::new(plain, cx));
                return plain::PlainConveyor::KIND;
            }
            $(if let Some(spec) = spec.downcast_ref::<$module::Spec>() {
                entity.insert(<$module::$kind as Handlers>::spawn(spec, cx));
                return <$module::$kind as Column>::KIND;
            })+
            unreachable!("a body of a kind that is not listed")
        }

        /// What a body lists under `with`, in the order of the facts.
        pub(crate) fn concerns(spec: &dyn Spec) -> Vec<&With> {
            let spec: &dyn std::any::Any = spec;
            $(if let Some(spec) = spec.downcast_ref::<$module::Spec>() {
                return concern::in_order(<$module::$kind as Handlers>::with(spec));
            })+
            unreachable!("a body of a kind that is not listed")
        }

        /// Spawns a concern as its component; returns the position of its kind.
        pub(crate) fn spawn_concern(with: &With, cx: &mut SpawnCx<'_>, entity: &mut EntityWorldMut<'_>) -> u8 {
            match with {
                $(With::$concern(spec) $(| With::$alike(spec))* => {
                    entity.insert(<$concern_module::$concern as Handlers>::spawn(spec, cx));
                    <$concern_module::$concern as Column>::KIND
                })+
                facts => unreachable!("{facts:?} is no concern with a row"),
            }
        }

        /// Visits every kind, in the order of the list.
        pub(crate) fn each_kind(visitor: &mut impl VisitKind) {
            $(visitor.visit::<$module::$kind>();)+
            $(visitor.visit::<$concern_module::$concern>();)+
            $(visitor.visit::<$other_module::$other>();)+
        }

        /// Numbers the kinds in the order of the list.
        #[derive(Clone, Copy)]
        #[expect(non_camel_case_types, reason = "named like the columns")]
        enum Position { $($column,)+ $($concerns,)+ $($others),+ }

        $(column!($column: $module::$kind);)+
        $(column!($concerns: $concern_module::$concern);)+
        $(column!($others: $other_module::$other);)+
    };
}

/// Says which column a kind is.
macro_rules! column {
    ($column:ident: $module:ident :: $kind:ident) => {
        impl Column for $module::$kind {
            const KIND: u8 = Position::$column as u8;

            #[inline]
            fn column<'a>(columns: &'a Columns<'_>) -> &'a [Self] {
                columns.$column
            }

            #[inline]
            fn column_mut<'a>(columns: &'a mut Columns<'_>) -> &'a mut [Self] {
                columns.$column
            }
        }
    };
}

kinds! {
    equipment {
        assemblies: assembly::Assembly = "Assembly",
        batches: batch::Batch = "Batch",
        buffers: buffer::Buffer = "Buffer",
        card_returns: card_return::CardReturn = "CardReturn",
        conveyors: conveyor::Conveyor = "Conveyor",
        delays: delay::Delay = "Delay",
        fleets: fleet::Fleet = "Fleet",
        releases: release::Release = "Release",
        sinks: sink::Sink = "Sink",
        shuttles: shuttle::Shuttle = "Shuttle",
        sorters: sorter::Sorter = "Sorter",
        sources: source::Source = "Source",
        splits: split::Split = "Split",
        stations: station::Station = "Station",
        zones: zone::Zone = "Zone",
    }
    concerns {
        failures: failure::Failure | MicroStop,
        maintenances: maintenance::Maintenance,
        degradations: degradation::Degradation,
        redundancies: redundancy::Redundancy,
        shifts: shift::Shift,
        standbys: standby::Standby,
    }
    others {
        rosters: roster::Roster,
        shelf_lives: shelf_life::ShelfLife,
        impatient_buffers: impatient::ImpatientBuffer,
        recalls: recall::Recall,
        plain_conveyors: plain::PlainConveyor,
    }
}

/// Borrows a column whole. It is one slice because every kind is one archetype that never changes while a run lasts.
fn slice<'a, K: Handlers>(query: &'a mut ecs::Query<'_, '_, &'static mut K>) -> &'a mut [K] {
    let mut chunks = query.contiguous_iter_mut().expect("dense components");
    let Some(chunk) = chunks.next() else {
        return &mut [];
    };
    assert!(chunks.next().is_none(), "a stray component split a kind into two archetypes");
    // Change detection would stamp every row: the viewer reads whole columns instead.
    ContiguousMut::bypass_change_detection_split(chunk).0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two cache lines: what is cold is boxed. A concern may be larger: few have any, and it is seldom looked at.
    #[test]
    fn components_stay_small() {
        struct Sizes;
        impl VisitKind for Sizes {
            fn visit<K: Handlers>(&mut self) {
                assert!(
                    size_of::<K>() <= if K::KIND < KINDS.len() as u8 { 128 } else { 192 },
                    "{} takes {} bytes",
                    std::any::type_name::<K>(),
                    size_of::<K>()
                );
            }
        }
        each_kind(&mut Sizes);
    }
}
