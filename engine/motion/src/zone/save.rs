//! A zone as bytes and as a digest.

use plantwright_units::ItemId;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;
use xxhash_rust::xxh3::Xxh3;

use super::Zone;
use crate::surface::across_of;

/// Why bytes do not become a zone.
#[derive(Debug, Error)]
#[error("these bytes are no zone: {0}")]
pub struct LoadError(#[from] postcard::Error);

impl Zone {
    /// Returns all of its state, with contacts, islands and trees: the zone that is loaded from it goes on bit for bit.
    ///
    /// # Panics
    /// Never: everything in a zone has a form in bytes.
    pub fn save(&self) -> Vec<u8> {
        let mut serializer =
            postcard::Serializer { output: postcard::ser_flavors::AllocVec::new() };
        Self::serialize(self, &mut serializer).expect("a zone has a form in bytes");
        postcard::ser_flavors::Flavor::finalize(serializer.output).expect("bytes in memory")
    }

    /// Returns the zone that was saved as these bytes.
    ///
    /// # Errors
    /// Where they are none.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        let mut deserializer = postcard::Deserializer::from_bytes(bytes);
        Ok(Self::deserialize(&mut deserializer)?)
    }

    /// Returns a digest of the clock, of where every item is, how it moves and whether it sleeps, and of all that is driven from
    /// outside, by names. Equal zones have equal digests, on every machine, in debug and release builds.
    pub fn digest(&self) -> u128 {
        let mut hash = Xxh3::new();
        hash.update(&self.steps.to_le_bytes());
        for item in self.items() {
            self.put_into(&mut hash, item);
        }
        for ((fixture, surface), device) in
            self.layout.fixtures.iter().zip(&self.surfaces).zip(&self.devices)
        {
            hash.update(fixture.name.as_bytes());
            hash.update(&[0, u8::from(device.is_open)]);
            hash.update(&surface.speed.to_bits().to_le_bytes());
            hash.update(&surface.target.to_bits().to_le_bytes());
            for item in &device.covered {
                hash.update(&item.to_bits().to_le_bytes());
            }
            for part in device.travel.iter().flat_map(|travel| travel.offset.to_array()) {
                hash.update(&part.to_bits().to_le_bytes());
            }
        }
        for (guest, pose) in self.guests.keys().filter_map(|it| Some((it, self.guest(*it)?))) {
            hash.update(&guest.to_le_bytes());
            for part in pose.at.into_iter().chain(pose.turn) {
                hash.update(&part.to_bits().to_le_bytes());
            }
        }
        for item in self.parked.keys() {
            hash.update(&item.to_bits().to_le_bytes());
        }
        let account = self.account;
        for count in
            [account.entered, account.left, account.removed, account.parked, account.present]
        {
            hash.update(&count.to_le_bytes());
        }
        hash.digest128()
    }

    fn put_into(&self, hash: &mut Xxh3, item: ItemId) {
        let Some(body) =
            self.resident(item).and_then(|resident| self.world.bodies.get(resident.body))
        else {
            return;
        };
        hash.update(&item.to_bits().to_le_bytes());
        hash.update(&[u8::from(body.is_sleeping())]);
        let pose = body.position();
        let numbers =
            [pose.translation.to_array(), body.linvel().to_array(), body.angvel().to_array()];
        for number in numbers.into_iter().flatten().chain(pose.rotation.to_array()) {
            hash.update(&number.to_bits().to_le_bytes());
        }
        let collider = self.resident(item).and_then(|it| self.world.colliders.get(it.collider));
        if let Some(across) = collider.map(across_of).filter(|across| *across != 0.0) {
            hash.update(&across.to_bits().to_le_bytes());
        }
    }
}

/// As a string of bytes, so that no other crate has to compile how rapier is written.
impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.save())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl de::Visitor<'_> for Bytes {
            type Value = Zone;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a zone as bytes")
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Zone, E> {
                Zone::load(bytes).map_err(E::custom)
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// By way of bytes: rapier's worlds cannot be copied otherwise.
impl Clone for Zone {
    fn clone(&self) -> Self {
        Self::load(&self.save()).expect("what was just saved")
    }
}
