/// What one attempt at a boot may leave on the disk, whoever writes it: the guest, QEMU or dmaroute.
public enum AttemptBudget {
    /// Measured: a boot of quick.yaml leaves less than 2 MiB, the largest of nightly.yaml 10 MiB. A trace may fill its 8 MiB
    /// buffer as text of 40 MiB, and console and device trace have 64 MiB each.
    public static let bytes = 256 << 20
}
