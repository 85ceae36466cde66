//! Tuples of one to eight places.

use mizan_core::ir;
use serde_json::Value as Json;

use crate::{
    describe::{Form, Item, Type},
    describer::Describer,
    kind,
    misfit::Misfit,
    read::{Places, Read},
    write::{Write, Writer},
};

macro_rules! tuple {
    ($($name:ident $place:tt),*) => {
        impl<$($name: Type),*> Type for ($($name,)*) {
            type Kind = kind::Plain;

            fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
                ir::Type::Tuple { items: vec![$($name::describe(form, into)),*] }
            }

            fn label() -> String {
                let mut label = String::from("Tuple");
                $(label.push_str(&$name::label());)*
                label
            }
        }

        impl<$($name: Type),*> Item for ($($name,)*) {}

        impl<$($name: Read),*> Read for ($($name,)*) {
            fn read(json: Json) -> Result<Self, Misfit> {
                let mut places = Places::new(json)?;
                let read = ($(places.take::<$name>()?,)*);
                places.end()?;
                Ok(read)
            }
        }

        impl<$($name: Write),*> Write for ($($name,)*) {
            fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
                into.begin();
                $(into.place($place, &self.$place)?;)*
                into.end_list();
                Ok(())
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
