/// A history as dmaroute wrote it before it followed faults: version 1, of two runs, as SQLite's own tool dumps it.
enum Version1 {
    static let dump = #"""
        CREATE TABLE attempt (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            boot INTEGER NOT NULL REFERENCES boot,
            number INTEGER NOT NULL,
            milliseconds INTEGER,
            failure TEXT,
            PRIMARY KEY (run, boot, number)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO "attempt" VALUES(1,1,1,NULL,'guest 7f26d61d3d5e had 110.7 s to report and did not
          hint: the last words of its console say how far it got; the whole is in /lab/runs/2026-11-30-a/boots/7f26d61d3d5e/attempt-1/console.log
          last words of the console:
            [    4.167097] EDAC MC: Ver: 3.0.0
            [    4.230801] NetLabel: Initializing
            [    4.230866] NetLabel:  domain hash size = 128
            [    4.230891] NetLabel:  protocols');
        INSERT INTO "attempt" VALUES(1,1,2,NULL,'guest 7f26d61d3d5e had 110.7 s to report and did not
          hint: the last words of its console say how far it got; the whole is in /lab/runs/2026-11-30-a/boots/7f26d61d3d5e/attempt-2/console.log
          last words of the console:
            [    1.846481] x86/mm: Memory block size: 128MB
            [    1.902875] posixtimers hash table entries: 512 (order: 1, 8192 bytes, linear)
            [    1.906169] futex hash table');
        INSERT INTO "attempt" VALUES(2,2,1,35891,NULL);
        CREATE TABLE boot (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            kernel TEXT NOT NULL,
            says TEXT NOT NULL
        ) STRICT;
        INSERT INTO "boot" VALUES(1,'7f26d61d3d5efa6ae5f3d8a191ba19301eb749f16d0425c3b9e8c291dc77516f','linux-7.3','linux-7.3  guest  sev (emulated), C-bit 47  vIOMMU virtio  swiotlb=128,1,force  RAM 512 MiB');
        INSERT INTO "boot" VALUES(2,'81db6088df945082b4d9aadadf19ea75bacf4d7e21d8de928ced177c0ff8cc1c','linux-7.3','linux-7.3  guest  sev (emulated), C-bit 47  vIOMMU virtio  swiotlb=512,1,force  RAM 512 MiB');
        CREATE TABLE cell (
            id INTEGER PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            kernel TEXT NOT NULL,
            says TEXT NOT NULL
        ) STRICT;
        INSERT INTO "cell" VALUES(1,'f8cce1305a6c534fda6b63fbc4cdac318d663104d694eb568b813784adb36bce','linux-7.3','linux-7.3  guest  sev (emulated), C-bit 47  vIOMMU virtio  swiotlb=128,1,force  RAM 512 MiB   edu64   map-single 4096 B from-device below-4g');
        INSERT INTO "cell" VALUES(2,'b2fcdcb269cb5cd56be30421031c130bb0fc335e84dda8604421f8f7dc94fdd0','linux-7.3','linux-7.3  guest  sev (emulated), C-bit 47  vIOMMU virtio  swiotlb=128,1,force  RAM 512 MiB   edu32   map-single 4096 B from-device below-4g');
        INSERT INTO "cell" VALUES(3,'8907360c2d417696231f63c8da5cbf2127650e73eb233792effe7824225495b4','linux-7.3','linux-7.3  guest  sev (emulated), C-bit 47  vIOMMU virtio  swiotlb=512,1,force  RAM 512 MiB   edu64   map-single 4096 B from-device below-4g');
        INSERT INTO "cell" VALUES(4,'f140d49ad417c61685be3d3fc038ea8366bcb2ee88917c1e2dc57cc7814a73b3','linux-7.3','linux-7.3  guest  sev (emulated), C-bit 47  vIOMMU virtio  swiotlb=512,1,force  RAM 512 MiB   edu32   map-single 4096 B from-device below-4g');
        CREATE TABLE kernel (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            name TEXT NOT NULL,
            version TEXT,
            release TEXT,
            sha256 TEXT,
            PRIMARY KEY (run, name)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO "kernel" VALUES(1,'linux-7.3','7.3.4-1~bpo13+1','7.3.4+deb13-amd64','954e792b6f3772e3e73ce4b91dd1ef322cbbc0f330249c79c831ae0c8ce0a6b0');
        INSERT INTO "kernel" VALUES(2,'linux-7.3','7.3.4-1~bpo13+1','7.3.4+deb13-amd64','954e792b6f3772e3e73ce4b91dd1ef322cbbc0f330249c79c831ae0c8ce0a6b0');
        CREATE TABLE outcome (
            id INTEGER PRIMARY KEY,
            verdict TEXT NOT NULL,
            status TEXT NOT NULL,
            says TEXT NOT NULL,
            UNIQUE (verdict, says)
        ) STRICT;
        INSERT INTO "outcome" VALUES(1,'error','ERROR','attempt 1: guest 7f26d61d3d5e had 110.7 s to report and did not
          hint: the last words of its console say how far it got; the whole is in /lab/runs/2026-11-30-a/boots/7f26d61d3d5e/attempt-1/console.log
          last words of the console:
            [    4.167097] EDAC MC: Ver: 3.0.0
            [    4.230801] NetLabel: Initializing
            [    4.230866] NetLabel:  domain hash size = 128
            [    4.230891] NetLabel:');
        INSERT INTO "outcome" VALUES(2,'agree','PASS','translated, C-bit clear, page-table entry''s C-bit clear, encrypted memory, up to 0xffffffff');
        CREATE TABLE plan (digest TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO "plan" VALUES('9f28a4038eb4eaeaf923472fb4dfa82825cadeb2a9b7f0502177b38523a56a01','flags');
        INSERT INTO "plan" VALUES('fb35ab470565210e8e7cb6729d32a27e3b1a132d21132b7aff8806834f6ff1ff','flags');
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE,
            bytes INTEGER NOT NULL,
            name TEXT NOT NULL,
            folder TEXT NOT NULL,
            begun TEXT NOT NULL,
            config TEXT NOT NULL,
            policy TEXT NOT NULL,
            dmaroute TEXT NOT NULL,
            emulator TEXT NOT NULL,
            accelerator TEXT NOT NULL,
            exit INTEGER
        ) STRICT;
        INSERT INTO "run" VALUES(1,'543a22ee057062d50f792d0e4b7f0e7b84be69890026f3d4a940cd2cefca691b',15572,'2026-11-30-a','/lab/runs/2026-11-30-a','2026-11-30T10:12:47.120Z','flags','own','0.1.0','QEMU 7.2.22','tcg',3);
        INSERT INTO "run" VALUES(2,'176863d85000d86c0fc336c154090e0d970d9b1a5af6fef06b58fd768e3a17a5',15155,'2026-11-30-c','/lab/runs/2026-11-30-c','2026-11-30T10:20:42.300Z','flags','own','0.1.0','QEMU 7.2.22','tcg',0);
        CREATE TABLE verdict (
            cell INTEGER NOT NULL REFERENCES cell,
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            outcome INTEGER NOT NULL REFERENCES outcome,
            attempts INTEGER NOT NULL,
            PRIMARY KEY (cell, run)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO "verdict" VALUES(1,1,1,2);
        INSERT INTO "verdict" VALUES(2,1,1,2);
        INSERT INTO "verdict" VALUES(3,2,2,1);
        INSERT INTO "verdict" VALUES(4,2,2,1);
        CREATE INDEX verdict_run ON verdict (run);
        PRAGMA application_id = 1684889970;
        PRAGMA user_version = 1;
        """#
}
