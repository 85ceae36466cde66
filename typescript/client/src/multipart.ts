// A form as bytes, for who sends it by another way than `fetch`. It decides how names are escaped and what is told of a file;
// what a form may hold is `ir/protocol/uploads.md`, and who reads it `mizan-core/src/multipart.rs`.

/** A form as it travels (RFC 7578), its files not read yet. Names are escaped as browsers do it. */
export function multipart(form: FormData): Blob {
  const boundary = `mizan-${crypto.randomUUID()}`;
  const escaped = (name: string) => name.replace(/\r\n?|\n/g, "%0D%0A").replaceAll('"', "%22");
  const parts = [...form].flatMap(([name, value]): BlobPart[] => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
    return typeof value === "string"
      ? [`${head}\r\n\r\n${value}\r\n`]
      : [
          // Bun leaves a blob without a name as it is.
          `${head}; filename="${escaped(value.name ?? "blob")}"\r\n`,
          `Content-Type: ${value.type || "application/octet-stream"}\r\n\r\n`,
          value,
          "\r\n",
        ];
  });
  return new Blob([...parts, `--${boundary}--\r\n`], { type: `multipart/form-data; boundary=${boundary}` });
}
