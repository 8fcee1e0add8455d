export declare const root: string;
export declare const manifest: { name: string; version: string };
export declare const entryPoints: { name: string; subpath: string; output: string; source: string }[];
