import type english from "./en/index.ts";

/** The shape of English: what every other language has to say. Chinese has one form for one and for many. */
type Shape<T> = {
  [Key in keyof T as Key extends `${string}_one` ? never : Key]: T[Key] extends string
    ? string
    : Shape<T[Key]>;
};

export type Words = Shape<typeof english>;
