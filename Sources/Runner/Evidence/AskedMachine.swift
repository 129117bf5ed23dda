import Printing
import Evidence
import Lab
import RouteModel

/// What a boot was to be, held against what the guest says that it is.
struct AskedMachine {
    let boot: Boot
    /// `uname -r` of the kernel that the run had; nil where its journal does not say.
    let release: String?

    /// Why the guest was another machine; nil where it was this one, or where an older agent does not tell.
    /// - Parameter released: the release that the agent told when it was greeted.
    func difference(_ facts: GuestFacts, released: String?) -> String? {
        guard facts.areWhole else { return nil }
        // An older agent tells none of these.
        let told = [facts.release != nil, facts.processors != nil, facts.commandLine != nil]
        if told.contains(true), told.contains(false) {
            return "facts.txt tells not all of release, command line and processors"
        }
        if let release {
            for seen in [released, facts.release].compactMap({ $0 }) where seen != release {
                return "the guest runs \(Printable.line(seen, limit: 80)), and the run's kernel is \(release)"
            }
        }
        if let processors = facts.processors, processors != boot.processors {
            return "the guest has \(processors) CPUs, and \(boot.processors) were asked for"
        }
        guard let line = facts.commandLine, !tells(line) else { return nil }
        return "the guest's command line is \"\(Printable.line(line))\", and \"\(asked)\" was asked for"
    }

    /// What the harness puts behind the options under test where the guest side is not asked to look (see GuestSpec).
    static let blind = "dmaroute.trace=off"

    /// The options under test; the harness's own stand before them.
    private var asked: String {
        [LabMachine.of(boot).encryptionWords[boot.encryption], boot.cmdline].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// What of the guest's command line counts.
    func words(of facts: GuestFacts) -> String {
        guard let line = facts.commandLine else { return "not told" }
        return "\(tells(line) ? "as asked" : "another"): \(Boot.routingWords(of: line))"
    }

    private func tells(_ line: String) -> Bool {
        let isLast = ["", " " + Self.blind].contains { own in
            boot.cmdline.isEmpty || line == boot.cmdline + own || line.hasSuffix(" " + boot.cmdline + own)
        }
        return isLast && Boot.routingWords(of: line) == Boot.routingWords(of: asked)
    }
}
