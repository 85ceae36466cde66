//! Files: arguments of functions, and of nothing else, since they are neither read nor written as JSON.

use mizan_core::{ir, registry::Upload};

described_item!(
    Upload,
    File,
    "Upload",
    ir::Type::File(ir::Upload::default())
);
