import Foundation
import Images
import RouteModel
import Runner

/// Where the files lie that the command needs beside itself: in a source tree, or as `make install` puts them.
struct Installation {
    /// The folder with kernels.yaml and the probe's sources.
    let images: String
    /// The guest agent's executable.
    let agent: String
    /// `dmaroute-observe`; nil where it was not built.
    let observer: String?
    /// The shim that emulates memory encryption; nil where it was not built.
    let shim: String?

    /// - Parameter executable: the command's own file.
    static func find(beside executable: URL = Executable.place) throws -> Installation {
        let folder = executable.deletingLastPathComponent()
        var candidates = [folder.appending(path: "../share/dmaroute/images").standardizedFileURL]
        var parent = folder
        while parent.path != "/" {
            candidates.append(parent.appending(path: "images"))
            parent.deleteLastPathComponent()
        }
        let files = FileManager.default
        guard let images = candidates.first(where: { files.fileExists(atPath: $0.path + "/kernels.yaml") }) else {
            throw RunnerError(
                "there is no images/kernels.yaml beside \(executable.path)",
                hint: "run the command from its source tree, or install it with make install")
        }
        func beside(_ name: String) -> String? {
            ["\(folder.path)/\(name)", "\(folder.path)/../libexec/dmaroute/\(name)"]
                .first { files.isExecutableFile(atPath: $0) }
        }
        guard let agent = beside("dmaroute-agent") else {
            throw RunnerError(
                "there is no dmaroute-agent beside \(executable.path)", hint: "build it with make build")
        }
        return Installation(
            images: images.path, agent: agent, observer: beside("dmaroute-observe"), shim: shim(near: folder))
    }

    /// `make install` puts it beside the agent, `make build` below the build folder that holds the executable too.
    private static func shim(near folder: URL) -> String? {
        var candidates = [folder.path + "/../libexec/dmaroute/dmaroute-shim"]
        var parent = folder
        while parent.path != "/" {
            candidates.append(parent.path + "/shim/dmaroute-shim")
            parent.deleteLastPathComponent()
        }
        return candidates.first { FileManager.default.fileExists(atPath: $0) }
            .map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    }

    static func kernelNames() throws -> [String] {
        try ImageStore(images: find().images).catalog().entries.map(\.name)
    }
}

/// Kernels made ready, with each step said.
enum Kernels {
    static func prepare(
        _ names: [String], own: PlanRun.OwnKernel? = nil, options: ImageStore.Options = .init(),
        say: @escaping @Sendable (String) -> Void
    ) async throws -> [String: Availability] {
        let installation = try Installation.find()
        let agent = installation.agent
        let store = ImageStore(images: installation.images)
        var found: [String: Availability] = [:]
        for name in names where OwnKernel.isName(name) {
            if let own, own.kernel.name == name {
                let image = try await store.prepare(
                    own.kernel, modules: own.modules, headers: own.headers, agent: agent
                ) { say("\($0)") }
                found[name] = .ready(image)
            } else {
                found[name] =
                    try store.own(name, agent: agent).map(Availability.ready)
                    ?? .unavailable(
                        "its \(PackedKernel.name) is not at hand as it was: run it again with --kernel PATH")
            }
        }
        if options.verify {
            for case .ready(let image) in found.values {
                guard let file = image.changed else { continue }
                throw RunnerError(
                    "\(file.path) is not what it was when it was made",
                    hint: "remove \((file.path as NSString).deletingLastPathComponent) and run --kernel PATH again")
            }
        }
        let named = names.filter { found[$0] == nil }
        guard !named.isEmpty else { return found }
        let prepared = try await store.prepare(named, agent: agent, options: options) { say("\($0)") }
        return prepared.merging(found) { $1 }
    }
}
