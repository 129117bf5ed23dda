@testable import RouteModel

/// What one release makes of a command line.
struct ReadOptions: Hashable {
    var iommuOff = false
    var iommuSoft = false
    var passthrough: Bool?
    var strict = false
    var intelOff = false
    var amdOff = false
    var coherentPool: UInt64 = 0
    var forcedac = false
    var force = false
    var noforce = false
    var slabs = SlabCount()
    var leavesEncryption = true
    var beyond: Options.Beyond?

    /// The answers of the rules that read it.
    var asked: [Slot: Bool] {
        [
            .iommuOff: iommuOff, .softAsked: iommuSoft, .identityAsked: passthrough ?? false, .strictAsked: strict,
            .intelOff: intelOff, .amdOff: amdOff, .forcedacAsked: forcedac, .forceAsked: force, .noforceAsked: noforce,
            .encrypts: leavesEncryption,
        ]
    }
}

extension Options {
    /// As 6.1 reads it.
    var older: ReadOptions {
        read(\.plain, \.exact, encryption.staysOnByLast)
    }
    /// As 7.3 reads it.
    var newer: ReadOptions {
        read(\.withWords, \.prefix, encryption.staysOnByFirst)
    }

    private func read(
        _ bool: KeyPath<BoolOption, Bool?>, _ word: KeyPath<Keyword, Bool>, _ leavesEncryption: Bool
    ) -> ReadOptions {
        ReadOptions(
            iommuOff: iommuOff, iommuSoft: iommuSoft, passthrough: passthrough[keyPath: bool],
            strict: strict[keyPath: bool] ?? false, intelOff: intelOff, amdOff: amdOff, coherentPool: coherentPool,
            forcedac: forcedac[keyPath: bool] ?? false, force: force[keyPath: word], noforce: noforce[keyPath: word],
            slabs: slabs, leavesEncryption: leavesEncryption, beyond: beyond)
    }
}

extension Policy {
    /// What the rules that read a command line answer on a host with SME.
    func reads(_ text: String) -> [Slot: Bool] {
        let boot = Boot(kernel: "any", platform: .host, encryption: .sme, cmdline: text, ram: gib)
        let request = Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .below4G)
        var walk = Walk(self, Machine(boot), Device(name: "edu", dmaMask: 64), request, Facts())
        return Dictionary(uniqueKeysWithValues: ReadOptions().asked.keys.map { ($0, walk.ask($0)) })
    }
}
