public import RouteModel

extension Plan {
    /// The plan that stands for a machine that was observed: one boot, whose cells nobody chose.
    ///
    /// - Parameter requests: for each device those that stand for its kinds of call.
    public static func observed(
        name: String, boot: Boot, requests: [(device: Device, requests: [Request])], policy: String?
    ) -> Plan {
        let devices = requests.map(\.device)
        let instances = Identity.instances(devices)
        let form = Identity.BootForm(boot)
        let cells = zip(requests, instances).flatMap { one, instance in
            one.requests.map { Cell(boot: boot, form, device: one.device, instance: instance, request: $0) }
        }
        return Plan(
            name: name, boots: [PlannedBoot(boot: boot, devices: devices, cells: cells)], leftOut: 0, policy: policy,
            isolation: .shared)
    }
}
