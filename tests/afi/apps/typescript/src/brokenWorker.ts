// The app on workerd with declarations that it must refuse to start with: `serve --workerd --broken`.

import "./broken.ts";
import { mizan } from "./app.ts";

mizan.ir();

export { default, Site } from "./worker.ts";
