package dev.jrun.runtime.terminal;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Fchownat;
import dev.jrun.runtime.syscall.FileCall.Mknodat;
import dev.jrun.runtime.syscall.FileCall.Openat2;
import dev.jrun.runtime.syscall.MountCall.MoveMount;
import dev.jrun.runtime.syscall.MountCall.OpenTree;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.TerminalCall.SetWindowSize;
import dev.jrun.runtime.syscall.TerminalCall.TakeControl;
import dev.jrun.runtime.syscall.WindowSize;
import dev.jrun.spec.ConsoleSize;
import java.math.BigInteger;
import java.util.Set;

/**
 * A pseudoterminal of the process that runs the plans, as {@link PtyOpening} has made it.
 *
 * @param master the side of the one who sits at the terminal
 * @param peer the side of the container's process
 * @param number its name in the container's /dev/pts
 */
public record Pty(Fd.Number master, Fd.Number peer, int number) {
    private static final int CONSOLE_MODE = 0620;
    private static final BigInteger SIZE_LIMIT = BigInteger.valueOf(0xffff);

    /** The name that the container's process knows the terminal by. */
    public String name() {
        return "/dev/pts/" + number;
    }

    /** Sets the size that the config asks for. */
    public Plan resize(ConsoleSize size) {
        var plan = new Plan();
        var window = new WindowSize(limited(size.height()), limited(size.width()));
        plan.call("set the size of the terminal", new SetWindowSize(peer, window));
        return plan;
    }

    /** The spec's numbers are wider than the kernel's. */
    private static int limited(BigInteger characters) {
        return characters.min(SIZE_LIMIT).intValue();
    }

    /** Makes the terminal the user's, who has to be able to open it by its name. */
    public Plan own(long uid) {
        var plan = new Plan();
        plan.call(
                "give the terminal to uid " + uid, new Fchownat(peer, "", (int) uid, -1, Set.of(AtFlag.AT_EMPTY_PATH)));
        return plan;
    }

    /**
     * Binds the terminal on /dev/console. Only after pivot_root(2), where no path leads to the host any more.
     *
     * @param root the container's root
     */
    public Plan bindConsole(Fd root) {
        String intent = "bind the terminal on /dev/console";
        var plan = new Plan();
        Slot dev = plan.call(
                intent + ": open /dev",
                new Openat2(
                        root,
                        "dev",
                        Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY),
                        0,
                        Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS)));
        // In a read-only /dev the file was made before it became so.
        plan.attempt(
                intent + ": make the file",
                new Mknodat(dev, "console", Mknodat.S_IFREG, CONSOLE_MODE, 0, 0),
                Set.of(Errno.EEXIST, Errno.EROFS));
        Slot target = plan.call(
                intent + ", which must not be a symbolic link",
                new Openat2(
                        dev,
                        "console",
                        // O_NOFOLLOW would open the link itself.
                        Set.of(OpenFlag.O_PATH),
                        0,
                        Set.of(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS)));
        Slot mount = plan.call(intent, new OpenTree(peer, "", true, false));
        plan.call(intent, new MoveMount(mount, target));
        plan.call(intent, new Close(mount));
        plan.call(intent, new Close(target));
        plan.call(intent, new Close(dev));
        return plan;
    }

    /** Makes the terminal the session's own and the standard input, output and error. Closes the other descriptors. */
    public Plan use() {
        var plan = new Plan();
        plan.call("take control of the terminal", new TakeControl(peer));
        for (Fd.Number standard :
                new Fd.Number[] {(Fd.Number) Fd.STDIN, (Fd.Number) Fd.STDOUT, (Fd.Number) Fd.STDERR}) {
            plan.call("use the terminal as descriptor " + standard, new Dup3(peer, standard.value(), false));
        }
        plan.call("close the terminal", new Close(peer));
        plan.call("close the terminal's master", new Close(master));
        return plan;
    }
}
