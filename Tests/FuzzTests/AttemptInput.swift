import Foundation
import Journal
import Plan
import Verdict

@testable import Runner

/// The evidence of an attempt, judged as `run` and `check` judge it.
enum AttemptInput {
    /// The plan that the recorded seeds are of.
    static let plan = try? Config.parse(
        text: """
            name: torture
            kernels: [linux-6.1]
            axes: {cmdline: ["", "swiotlb=force"], ram: [512MiB]}
            devices: [{name: one, model: edu, dma-mask: 32}]
            requests: [{kind: map-single, size: 4096, direction: from-device, place: below-4g}]
            """, file: "plan.yaml"
    ).plan(Catalogue(kernels: ["linux-6.1"], policies: []))

    private static let names = [
        "probe.jsonl", "ram.jsonl", "facts.txt", "kmsg.txt", "ftrace.txt", "trace-stats.txt", "device-trace.log",
    ]
    private static let folder = FuzzFolder.make("attempt")

    static func take(_ bytes: [UInt8]) {
        for name in names { unlink("\(folder)/\(name)") }
        for (name, content) in sections(bytes) where names.contains(name) {
            FuzzFolder.put(content, "\(folder)/\(name)")
        }
        for boot in plan?.boots ?? [] {
            let judged = AttemptEvidence(folder: folder, of: boot.boot, attempt: 1)
                .judge(boot, policy: nil, kernel: RecordedKernel())
            must(judged.count == boot.cells.count, "every cell is judged")
        }
    }

    private static func sections(_ bytes: [UInt8]) -> [(name: String, content: [UInt8])] {
        let mark = Array("%%%% ".utf8)
        var found: [(String, [UInt8])] = []
        for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            if line.starts(with: mark) {
                found.append((String(decoding: line.dropFirst(mark.count), as: UTF8.self), []))
            } else if !found.isEmpty {
                found[found.count - 1].1 += line + [10]
            }
        }
        // The last line has an end of its own only where the input has one.
        if !found.isEmpty, !found[found.count - 1].1.isEmpty { found[found.count - 1].1.removeLast() }
        return found
    }
}

/// Where targets keep files: below the folder for what is temporary, gone when the process ends.
enum FuzzFolder {
    private static let root: String = {
        atexit { try? FileManager.default.removeItem(atPath: FuzzFolder.root) }
        return "\(NSTemporaryDirectory())/dmaroute-fuzz-\(getpid())"
    }()

    static func make(_ name: String) -> String {
        let path = "\(root)/\(name)"
        must((try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil, path)
        return path
    }

    static func put(_ bytes: [UInt8], _ path: String) {
        must(FileManager.default.createFile(atPath: path, contents: Data(bytes)), "the file can be made")
    }
}
