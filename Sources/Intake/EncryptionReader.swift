import RouteModel

extension Reading {
    mutating func readEncryption(_ line: Pasted.Line) {
        let text = line.text
        if let at = text.after("memory encryption features active:"), let kind = Self.kind(text.from(at)) {
            add(kind, .said, line)
        } else if text.has("secure memory encryption (sme) active") || text.has("(sme) active") {
            add(.sme, .said, line)
        } else if text.has("(sev) active") {
            add(.sev, .said, line)
        } else if text.hasAny(["in #vc exception", "in early #vc exception"]) {
            // Source: vc_raw_handle_exception (sev.c of 6.1, coco/sev/vc-handle.c of 7.3): only guests with SEV-ES or
            // SEV-SNP have this exception.
            add(.sevES, .said, line)
        } else if text.has("tdx: guest detected") || text.hasAny(["tdx-guest", "type='tdx'", "type=\"tdx\""]) {
            add(.tdx, .said, line)
        } else if text.hasAny(["sev-snp-guest", "type='sev-snp'", "type=\"sev-snp\""]) {
            add(.sevSNP, .said, line)
        } else if text.hasAny([
            "sev-guest,", "sev-guest\"", "sev-guest id", "type='sev'", "type=\"sev\"", "memory-encryption=sev",
        ]) {
            add(.sev, .said, line)
        } else if text.starts("config_") {
            if text.starts("config_amd_mem_encrypt_active_by_default=y") { add(.sme, .asked, line) }
        } else {
            readWordedEncryption(line)
        }
        if let bit = text.decimal(behind: "cbitpos") { addPosition(bit, line) }
        if let at = text.after("<cbitpos>"), let (bit, _) = text.decimal(at: at) { addPosition(bit, line) }
        // Messages of a host that offers encryption to guests; they say nothing of its own.
        if text.hasAny(["sme is active and system is using dma", "sme is active, device will require dma bounce"]) {
            add(.sme, .said, line)
        } else if text.has("sev is active and system is using dma") {
            add(.sev, .said, line)
        }
        // "SME is" and "SEV is" of 4.14 to 5.3, "Memory encryption is" since: kernel/dma/swiotlb.c, swiotlb_tbl_map_single.
        guard text.has("is active and system is using dma bounce buffers") else { return }
        if note("bounces", "memory is encrypted and at least one mapping was bounced", line) {
            bounces.append(line.noted(true))
        }
    }

    private mutating func add(_ encryption: Encryption, _ weight: Weight, _ line: Pasted.Line) {
        let by = weight == .said ? "active" : weight == .asked ? "asked for" : "named"
        if note("encryption", "\(encryption.rawValue) \(by)", line) {
            encryptions.append(line.noted(EncryptionMention(encryption: encryption, weight: weight)))
        }
    }

    private mutating func addPosition(_ bit: UInt64, _ line: Pasted.Line) {
        guard (32...62).contains(bit), note(AddressBit.usualName, "\(bit)", line) else { return }
        bitPositions.append(line.noted(Int(bit)))
    }

    private static func kind(_ text: ReportText) -> Encryption? {
        if text.has("tdx") { return .tdx }
        if text.has("snp") { return .sevSNP }
        if text.has("sev-es") { return .sevES }
        if text.has("sev") { return .sev }
        return text.has("sme") ? .sme : nil
    }

    private mutating func readWordedEncryption(_ line: Pasted.Line) {
        let text = line.text
        guard !text.hasAny(["kvm_amd", "ccp ", "rmp table", "asids", "sev api", "supported", "psp"]) else { return }
        let denied: [StaticString] = [
            "no sme", "not sme", "without sme", "sme is off", "sme: off", "sme inactive", "sme not enabled",
            "sme is disabled",
            "no memory encryption", "encryption is off", "encryption off", "encryption disabled", "sev is off",
            "sev is not",
            "not an sev", "no encryption", "sme off", "sme disabled", "sme is not", "no sev", "without sev",
            "sev disabled", "sev off", "not a sev", "no tdx", "without tdx",
        ]
        guard !denied.contains(where: { text.has($0) }) else { return }
        let inside =
            text.hasAny(["guest", "inside", "confidential", " vms", "cvm", "virtual machine", "instance"])
            || text.hasWord("vm")
        if inside {
            // What is asked states nothing.
            if let at = text.find("sev") ?? text.find("tdx") ?? text.find("snp"), text.isAsked(at),
                !line.isMachineText
            {
                return
            }
            if text.hasWord("snp") || text.hasWord("sev-snp") {
                add(.sevSNP, .worded, line)
            } else if text.hasWord("sev-es") {
                add(.sevES, .worded, line)
            } else if text.hasWord("sev") {
                add(.sev, .worded, line)
            } else if text.hasWord("tdx") || text.hasWord("td guest") || text.hasWord("tdvm") {
                add(.tdx, .worded, line)
            }
        }
        if !line.stamped,
            text.hasWord("cvm") || text.hasAny(["confidential vm", "confidential guest", "encrypted guest"]),
            !text.hasAny(["no cvm", "not a cvm", "sev", "snp", "tdx"]),
            note("encryption", "a guest whose memory is encrypted", line)
        {
            confidentials.append(line.noted(true))
        }
        if text.hasWord("sme"), !text.has("tsme") || text.hasAny(["sme,", " sme "]) { add(.sme, .worded, line) }
    }
}
