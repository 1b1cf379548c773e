package dev.jrun.runtime.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The names of the users of this machine, from a file like /etc/passwd; not from any directory service. */
public final class UserNames {
    private final String passwd;

    private UserNames(String passwd) {
        this.passwd = passwd;
    }

    /** Reads the file; where there is none users have no names. */
    public static UserNames read(Path path) {
        try {
            return new UserNames(new String(FileContent.of(path.toString()), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return new UserNames("");
        }
    }

    /** The user's name, or # and the uid. */
    public String name(int uid) {
        String wanted = Integer.toString(uid);
        int start = 0;
        while (start < passwd.length()) {
            int end = passwd.indexOf('\n', start);
            end = end < 0 ? passwd.length() : end;
            int name = passwd.indexOf(':', start);
            int password = name < 0 ? -1 : passwd.indexOf(':', name + 1);
            if (password >= 0 && password < end && passwd.startsWith(wanted + ":", password + 1)) {
                return passwd.substring(start, name);
            }
            start = end + 1;
        }
        return "#" + wanted;
    }
}
