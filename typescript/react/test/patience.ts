// How long the tests wait for what the page is to show. Loaded after the DOM, which testing-library looks for at once.

import { configure } from "@testing-library/react";

// A busy machine is slow, not wrong: the limit only ends what would never come.
configure({ asyncUtilTimeout: 15_000 });
