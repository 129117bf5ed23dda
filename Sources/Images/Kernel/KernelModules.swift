import Digests
import Foundation
import RouteModel

/// Drivers that Debian builds as modules, taken out of a kernel's package with what they need.
enum KernelModules {
    /// What guests may be asked to load; what a kernel has built in or does not have is left out.
    static let wanted = ["virtio_iommu"] + DeviceModel.all.flatMap { $0.drivers + $0.needs }

    /// The kernel's name of a module's file: `virtio_iommu` of `virtio-iommu.ko.xz`.
    static func name(ofFile file: String) -> String {
        let base = file.split(separator: "/").last ?? ""
        return base.prefix { $0 != "." }.map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// The modules that are wanted and those that they need, each behind what it needs.
    ///
    /// - Parameter needs: of every module that the package holds, the modules that it needs.
    /// - Throws: ``ImageError`` where one that is needed is not there or needs itself.
    static func order(needs: [String: [String]]) throws(ImageError) -> [String] {
        var ordered: [String] = []
        var open: Set<String> = []
        func add(_ name: String) throws(ImageError) {
            guard !ordered.contains(name) else { return }
            guard let needed = needs[name], open.insert(name).inserted else {
                throw ImageError(.content, "the kernel's package has no module \(name) that can be loaded")
            }
            for other in needed { try add(other) }
            ordered.append(name)
        }
        for name in wanted where needs[name] != nil { try add(name) }
        return ordered
    }
}
