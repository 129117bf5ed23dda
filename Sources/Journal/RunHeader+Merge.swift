public import Foundation
import RouteModel

extension RunHeader {
    /// A name for a session that no other has, and that sorts by when it began.
    public static func newSession(_ date: Date = Date()) -> String {
        let random = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
        return date.formatted(.iso8601) + "-" + String(random.0, radix: 16) + String(random.1, radix: 16)
    }

    /// - Throws: ``JournalProblem`` where the verdicts of two sessions are not about the same.
    func expectAlike(_ other: RunHeader) throws {
        guard policy == other.policy else {
            throw JournalProblem("it was judged by \(policy.text), and another part by \(other.policy.text)")
        }
        guard (aliasedStores ?? false) == (other.aliasedStores ?? false) else {
            throw JournalProblem("it has --alias-stores, and another part has not, or the other way round")
        }
        for kernel in kernels {
            guard let digest = kernel.packedDigest,
                let others = other.kernels.first(where: { $0.name == kernel.name })?.packedDigest
            else { continue }
            guard digest == others else {
                throw JournalProblem(
                    "its \(kernel.name) is another kernel than that of another part: SHA-256 \(digest.prefix(12))…"
                        + " and \(others.prefix(12))…")
            }
        }
    }

    /// What several sessions of one plan were made with; nil for none. Where they differ all is told, in the order of
    /// the words.
    init?(merging sessions: [RunHeader]) {
        guard let first = sessions.first else { return nil }
        func words(_ value: (RunHeader) -> String?) -> String? {
            // Empty words are those of a session that booted nothing.
            let all = Set(sessions.compactMap(value)).subtracting([""]).sorted()
            return all.isEmpty ? nil : all.joined(separator: ", ")
        }
        // The one that is at hand speaks for a kernel that another node lacked.
        let kernels = sessions.flatMap(\.kernels).sorted {
            ($0.name, $0.unavailable == nil ? 0 : 1, $0.sha256.sorted { $0 < $1 }.map(\.value).joined())
                < ($1.name, $1.unavailable == nil ? 0 : 1, $1.sha256.sorted { $0 < $1 }.map(\.value).joined())
        }
        self.init(
            dmaroute: words(\.dmaroute) ?? "", plan: first.plan, policy: first.policy,
            kernels: kernels.reduce(into: []) { if $0.last?.name != $1.name { $0.append($1) } },
            emulator: words(\.emulator) ?? "", libvirt: words(\.libvirt) ?? "",
            accelerator: words(\.accelerator) ?? "", acceleratorReason: words(\.acceleratorReason),
            shim: words(\.shim), aliasedStores: first.aliasedStores,
            slowdown: sessions.map(\.slowdown).max() ?? 1)
        merged = sessions.compactMap(\.session)
    }
}
