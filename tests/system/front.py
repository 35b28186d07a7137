"""nginx in front of daemons that share a journal: reads go to any of them, writes to whichever takes them.

The same lines stand in docs/sharing.md; `make run-many` and tests run them on loopback. `SKIP` says why there can be none."""
import http.client
import os
import shutil
import subprocess
import time

SKIP = "" if shutil.which("nginx") else "nginx is not installed"
# A reader without --store-url answers whoever writes 503: nginx asks the next one, and when none takes it, tells the last
# answer. No daemon is given up for that (max_fails=0). One that is dead is told like one that does not write.
CONFIG = """
worker_processes 1; daemon off; pid %(folder)s/nginx.pid; error_log stderr crit; %(user)s
events { worker_connections 1024; }
http {
    access_log off;
    %(temporary)s
    map $request_method $jarakd { default writers; GET readers; HEAD readers; OPTIONS readers; PROPFIND readers; REPORT readers; }
    upstream readers { %(servers)s keepalive 16; }
    upstream writers { %(servers)s keepalive 16; }
    server {
        listen %(listen)s;
        client_max_body_size 64m;
        location / {
            proxy_pass http://$jarakd;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_next_upstream error timeout http_503 non_idempotent;
            proxy_next_upstream_timeout 10s;
            proxy_connect_timeout 2s;
            proxy_read_timeout 60s;
            proxy_buffering off;
            error_page 502 504 = @later;
            location /api/v1/alerts/stream { proxy_pass http://readers; proxy_read_timeout 1d; }
        }
        location @later { add_header Retry-After 5 always; return 503; }
    }
}
"""


class Front:
    """`ports` are those of daemons on loopback; `listen` is ADDR:PORT; `apart`: Ctrl-C does not reach it. close() ends it
    by its number."""

    def __init__(self, folder, listen, ports, apart=False):
        self.folder, self.listen = folder, listen
        os.makedirs(folder, exist_ok=True)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        words = {"folder": folder, "listen": listen, "user": "user root;" if os.getuid() == 0 else "",
                 "servers": " ".join("server 127.0.0.1:%d max_fails=0;" % port for port in ports),
                 "temporary": " ".join("%s_temp_path %s/%s;" % (kind, folder, kind) for kind in kinds)}
        path = os.path.join(folder, "nginx.conf")
        with open(path, "w", encoding="utf-8") as f:
            f.write(CONFIG % words)
        self.process = subprocess.Popen(["nginx", "-p", folder, "-e", "stderr", "-c", path], start_new_session=apart)
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError("nginx does not start")
            if self.answers():
                return
            time.sleep(0.05)
        raise RuntimeError("nginx does not answer")

    def answers(self):
        connection = http.client.HTTPConnection(self.listen, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=30)
