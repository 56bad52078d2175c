/**
 * What the window for a log-in shows until the frame knows its address. A publisher's
 * page that is isolated cuts it off from the frame, which then cannot lead it on.
 */
if (!opener) close();
