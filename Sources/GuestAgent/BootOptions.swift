/// What the kernel command line asks of the agent.
struct BootOptions {
    /// `dmaroute.trace=off`: no tracing is armed, as if the guest side were blind.
    var traces = true
    /// `dmaroute.dma=off` (transfers of requests) or `off-all` (control transfers too): the device says that it moved
    /// data and did not.
    var deafDevice = 0
    /// `dmaroute.dma=cut-copies`: all but the first line is lost of what a bounce copies.
    var cutsCopies = false
    /// `dmaroute.modules=a,b`: drivers to load before the probe, in this order.
    var modules: [String] = []
    /// `dmaroute.idle=SECONDS` without a command, after which the guest ends.
    var idleSeconds = 120
    /// `dmaroute.observe=SECONDS`: an observer watches this guest, if its initramfs has one.
    var observeSeconds: Int?
    /// `dmaroute.fault=hang`, `panic` or `flood`: the guest breaks before its first word, so that a harness can be seen
    /// to survive it.
    var fault: Fault?

    init(commandLine: String) {
        for word in commandLine.split(separator: " ") {
            switch word {
            case "dmaroute.trace=off": traces = false
            case "dmaroute.dma=off": deafDevice = 1
            case "dmaroute.dma=off-all": deafDevice = 2
            case "dmaroute.dma=cut-copies": cutsCopies = true
            default:
                let parts = word.split(separator: "=", maxSplits: 1)
                if parts.first == "dmaroute.modules", parts.count == 2 {
                    modules = parts[1].split(separator: ",").map(String.init).filter(KernelModule.isName)
                }
                if parts.first == "dmaroute.fault" { fault = parts.last.flatMap { Fault(rawValue: String($0)) } }
                if parts.first == "dmaroute.observe" {
                    observeSeconds = parts.last.flatMap { Int($0) }.map { min(max(1, $0), 3600) }
                }
                guard parts.first == "dmaroute.idle", let seconds = parts.last.flatMap({ Int32($0) }) else { continue }
                idleSeconds = Int(max(1, seconds))
            }
        }
    }
}
