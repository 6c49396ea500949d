"""Names of repositories, from the addresses that people really have."""

import pytest

from buildtools.facts.remotes import repository_name, same_repository


@pytest.mark.parametrize(
    ("remote", "name"),
    [
        ("https://github.com/acme/web.git", "acme/web"),
        ("https://github.com/acme/web", "acme/web"),
        ("https://github.com/acme/web/", "acme/web"),
        ("https://user:s3cr3t@github.com:443/acme/web.git", "acme/web"),
        ("https://x-access-token:gh@s_1@github.com/acme/web", "acme/web"),
        ("https://github.com/acme/web.git?ref=main#x", "acme/web"),
        ("git@github.com:acme/web.git", "acme/web"),
        ("git@github.com:/acme/web.git", "acme/web"),
        ("github.com:acme/web", "acme/web"),
        ("ssh://git@github.com:22/acme/web.git", "acme/web"),
        ("ssh://git@[2001:db8::1]:7999/acme/web.git", "acme/web"),
        ("git://github.com/acme/web", "acme/web"),
        ("HTTPS://GitHub.com/Acme/Web", "Acme/Web"),
        ("https://gitlab.com/group/sub/web.git", "group/sub/web"),
        ("https://dev.azure.com/acme/shop/_git/web", "acme/shop/web"),
        ("https://acme@dev.azure.com/acme/shop/_git/web", "acme/shop/web"),
        ("https://dev.azure.com/acme/My%20Shop/_git/web", "acme/My Shop/web"),
        ("git@ssh.dev.azure.com:v3/acme/shop/web", "acme/shop/web"),
        ("https://acme.visualstudio.com/shop/_git/web", "acme/shop/web"),
        ("https://acme.visualstudio.com/DefaultCollection/shop/_git/web", "acme/shop/web"),
        ("https://acme.visualstudio.com/_git/web", "acme/web/web"),
        ("https://dev.azure.com/acme/_git/web", "acme/web/web"),
        ("acme@vs-ssh.visualstudio.com:v3/acme/shop/web", "acme/shop/web"),
        ("https://git.acme.test/scm/SHOP/web.git", "SHOP/web"),
        ("ssh://git@git.acme.test:7999/SHOP/web.git", "SHOP/web"),
        ("https://git.acme.test/projects/SHOP/repos/web/browse", "SHOP/web"),
        ("https://git.acme.test/users/dev/repos/web", "~dev/web"),
        ("acme/web", "acme/web"),
        ("file:///srv/git/web.git", "web"),
        ("/srv/git/web.git", "web"),
        ("../web", "web"),
        ("~/code/web", "web"),
        ("C:\\code\\web", "web"),
        ("[git@github.com:2222]:acme/web.git", "acme/web"),
        ("https:/user:s3cr3t@github.com/acme/web", "acme/web"),
        ("https://user:s3/cr3t@github.com/acme/web", "acme/web"),
        ("user:s3cr3t@github.com/acme/web", "acme/web"),
        ("D:\\git\\acme\\web.git", "web"),
        ("\\\\server\\share\\web.git", "web"),
        ("", None),
        ("/", None),
        ("..", None),
        ("https://github.com/", None),
    ],
)
def test_each_form_of_an_address_gives_one_name(remote: str, name: str | None) -> None:
    """Commits must name the repository the server knows, never `origin`, never a credential."""
    assert name == repository_name(remote)


def test_names_are_compared_as_hosts_do() -> None:
    """A remote typed in another case is the same repository."""
    assert same_repository("Acme/Web", "acme/web")
    assert not same_repository("acme/web", "acme/web2")
