//! The values of a run in the order in which its KPIs tell them, and any of them by what it is about.

use std::sync::OnceLock;

use plantwright_units::{EquipmentId, ProductId};

use crate::Value;

/// What a value is about, and its name.
type Key<'a> = (Option<EquipmentId>, Option<ProductId>, &'a str);

/// All values of a run. Looking one up takes a time that grows with the logarithm of their number.
#[derive(Debug, Clone, Default)]
pub struct Values {
    list: Vec<Value>,
    /// Positions in the order of what is there; made when one is looked up for the first time.
    order: OnceLock<Box<[u32]>>,
}

fn key(value: &Value) -> Key<'_> {
    (value.equipment, value.product, value.kpi)
}

impl Values {
    /// Returns a value of one piece of equipment, one product, or, of neither, of the whole plant.
    pub fn find(
        &self,
        equipment: Option<EquipmentId>,
        product: Option<ProductId>,
        kpi: &str,
    ) -> Option<&Value> {
        let order = self.order.get_or_init(|| {
            let mut order: Vec<u32> = (0..self.list.len() as u32).collect();
            order.sort_by_key(|position| key(&self.list[*position as usize]));
            order.into()
        });
        let wanted = (equipment, product, kpi);
        let first = order.partition_point(|it| key(&self.list[*it as usize]) < wanted);
        let found = &self.list[*order.get(first)? as usize];
        (key(found) == wanted).then_some(found)
    }

    /// Returns the number of one piece of equipment.
    pub fn of_equipment(&self, id: EquipmentId, kpi: &str) -> Option<f64> {
        self.find(Some(id), None, kpi).map(|it| it.value)
    }

    /// Returns the number of one product.
    pub fn of_product(&self, id: ProductId, kpi: &str) -> Option<f64> {
        self.find(None, Some(id), kpi).map(|it| it.value)
    }

    /// Returns the number of the whole plant.
    pub fn of_plant(&self, kpi: &str) -> Option<f64> {
        self.find(None, None, kpi).map(|it| it.value)
    }
}

impl From<Vec<Value>> for Values {
    fn from(list: Vec<Value>) -> Self {
        Self { list, order: OnceLock::new() }
    }
}

impl std::ops::Deref for Values {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.list
    }
}

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_what_it_is_about_and_they_stay_in_their_order() {
        let list: Vec<Value> = (0..50)
            .flat_map(|id| {
                let number = f64::from(id);
                [
                    Value::of_equipment(EquipmentId(49 - id), "utilization", number, "1"),
                    Value::of_product(ProductId(id), "throughput", number + 100.0, "1/h"),
                    Value::of_equipment(EquipmentId(49 - id), "throughput", -number, "1/h"),
                ]
            })
            .chain([Value::of_plant("throughput", 7.0, "1/h")])
            .collect();
        let values = Values::from(list.clone());
        for id in 0..50 {
            let number = f64::from(id);
            let equipment = EquipmentId(49 - id);
            assert_eq!(values.of_equipment(equipment, "utilization"), Some(number));
            assert_eq!(values.of_equipment(equipment, "throughput"), Some(-number));
            assert_eq!(values.of_equipment(equipment, "mean_wip"), None);
            assert_eq!(values.of_product(ProductId(id), "throughput"), Some(number + 100.0));
        }
        assert_eq!(values.of_plant("throughput"), Some(7.0));
        assert_eq!(values.of_plant("zeal"), None, "behind all others");
        assert_eq!(values[..], list[..]);
    }
}
