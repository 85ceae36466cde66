/** A product's picture, and how staff give it another one. */

import type { Progress } from "@mizan/client";
import { type ChangeEvent, useState } from "react";
import { useSetPicture, useWhoami } from "./mizan/mizan.react.ts";
import type { ProductDetail } from "./mizan/mizan.ts";
import { Problem } from "./problem.tsx";

/** The picture, where there is one. */
export function Picture({ product }: { readonly product: ProductDetail }) {
  const staff = useWhoami().data?.staff === true;
  if (product.picture === null && !staff) return null;
  return (
    <div className="picture">
      {product.picture && <img src={product.picture} alt={product.name} width="480" height="320" />}
      {staff && (
        <SetPicture productId={product.id} label={product.picture ? "Replace picture" : "Add a picture"} />
      )}
    </div>
  );
}

/** Sends a picture, and says how far it is. What a picture may be is the server's to say. */
function SetPicture({ productId, label }: { readonly productId: number; readonly label: string }) {
  const [progress, setProgress] = useState<Progress>();
  const upload = useSetPicture({ onProgress: setProgress, onSettled: () => setProgress(undefined) });
  const send = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const picture = target.files?.[0];
    if (picture) upload.mutate({ productId, picture });
    target.value = ""; // The same file may be chosen again.
  };
  const fault = upload.error?.code === "INVALID" ? upload.error.errors[0]?.code : undefined;
  return (
    <>
      <label className="choose">
        <input type="file" className="unseen" accept="image/jpeg,image/png,image/webp" onChange={send} />
        {label}
      </label>
      {progress && <progress aria-label="Sending the picture" max={progress.total} value={progress.sent} />}
      <Problem error={upload.error}>{fault && REFUSED[fault]}</Problem>
    </>
  );
}

/** What the codes of an argument's faults mean for a picture. */
const REFUSED: Readonly<Record<string, string>> = {
  enum: "A picture is a JPEG, PNG or WebP file.",
  length: "A picture has 2 MB at most.",
};
