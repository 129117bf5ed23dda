public import RouteModel

/// Boot × device × request: the unit that gets a verdict.
public struct Cell: Hashable, Codable, Sendable {
    /// SHA-256 of the normalised cell, 64 hexadecimal digits: equal cells have equal ids whatever config, order,
    /// spelling or device name they come by.
    public let id: String
    /// What is fixed before the first instruction of the cell's guest.
    public let boot: Boot
    /// The device that asks for DMA.
    public let device: Device
    /// The DMA API call that is made for the device.
    public let request: Request

    /// The first 12 digits of ``id``: for eyes.
    public var shortID: String { String(id.prefix(12)) }

    /// - Parameters:
    ///   - form: The boot's part of the id; nil where it is not written yet.
    ///   - instance: Which of the boot's devices that are equal but for their names this one is, from 1.
    init(boot: Boot, _ form: Identity.BootForm? = nil, device: Device, instance: Int, request: Request) {
        id = Identity.id(form ?? Identity.BootForm(boot), device, instance: instance, request)
        self.boot = boot
        self.device = device
        self.request = request
    }
}
